using Google.Protobuf;
using global::Onnx;
using Qcc.Core.Diagnostics;
using Qcc.Core.Ir;
using static Qcc.Onnx.Tests.TestModel;

namespace Qcc.Onnx.Tests;

/// <summary>Tensors in other files: written, read back, and only from where they may lie.</summary>
public sealed class ExternalDataTests : IDisposable
{
    readonly string _folder = Directory.CreateTempSubdirectory("qcc-external-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    string At(params string[] parts)
    {
        string path = Path.Combine([_folder, .. parts]);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        return path;
    }

    static ModelProto Referring(string location) => Relu(g => g.Initializer.Add(Tensor("w", 1, [2], t =>
    {
        t.DataLocation = 1;
        t.ExternalData.Add(new StringStringEntryProto { Key = "location", Value = location });
        t.ExternalData.Add(new StringStringEntryProto { Key = "checksum", Value = "ignored" });
    })));

    string Write(string path, ModelProto model)
    {
        File.WriteAllBytes(path, model.ToByteArray());
        return path;
    }

    static float[] Weight(string path) => ModelImporter.Read(path, new DiagnosticList()).Graph.Initializers[0].Initializer!.Floats.ToArray();

    static string Refusal(string path) => Assert.Throws<DiagnosticException>(() => ModelImporter.Read(path, new DiagnosticList())).Diagnostic.Code;

    [Fact]
    public void Large_tensors_go_to_a_file_beside_the_model_that_is_replaced_as_a_whole()
    {
        ModelProto source = Relu(g =>
        {
            g.Initializer.Add(Tensor("small", 1, [1], t => t.RawData = Floats(1)));
            g.Initializer.Add(Tensor("a", 1, [3], t => t.RawData = Floats(1, 2, 3)));
            g.Node.Add(Node("Constant", [], ["c"], new AttributeProto { Name = "value", Type = 4, T = Tensor("", 1, [2], t => t.RawData = Floats(4, 5)) }));
        });
        string path = At("out.onnx");
        File.WriteAllBytes(path + ".data", new byte[100_000]);

        IReadOnlyList<string> files = ModelExporter.Export(ModelImporter.Parse(source.ToByteArray(), new DiagnosticList())).WriteTo(path, externalThreshold: 8);

        Assert.Equal([path, path + ".data"], files);
        ModelProto written = ModelProto.Parser.ParseFrom(File.ReadAllBytes(path));
        Assert.Equal([0, 1], written.Graph.Initializer.Select(t => t.DataLocation));
        Assert.Equal("out.onnx.data", written.Graph.Initializer[1].ExternalData.Single(e => e.Key == "location").Value);
        Assert.Equal(4096 + 8, new FileInfo(path + ".data").Length);
        Model again = ModelImporter.Read(path, new DiagnosticList());
        Assert.Equal(source, ModelProto.Parser.ParseFrom(ModelExporter.Export(again).ToArray()));
    }

    [Fact]
    public void A_link_inside_the_folder_is_followed_and_one_that_leaves_it_is_not()
    {
        File.WriteAllBytes(At("model", "real.bin"), Floats(1, 2).ToByteArray());
        File.WriteAllBytes(At("secret.bin"), Floats(3, 4).ToByteArray());
        File.CreateSymbolicLink(At("model", "inside.bin"), "real.bin");
        File.CreateSymbolicLink(At("model", "outside.bin"), At("secret.bin"));
        File.CreateSymbolicLink(At("model", "up"), _folder);

        Assert.Equal([1, 2], Weight(Write(At("model", "a.onnx"), Referring("inside.bin"))));
        Assert.Equal("QCC1041", Refusal(Write(At("model", "b.onnx"), Referring("outside.bin"))));
        Assert.Equal("QCC1041", Refusal(Write(At("model", "c.onnx"), Referring("up/secret.bin"))));
    }

    [Fact]
    public void A_cache_of_links_to_blobs_in_one_folder_is_read()
    {
        File.WriteAllBytes(At("blobs", "1"), Floats(1, 2).ToByteArray());
        Write(At("blobs", "2"), Referring("model.onnx_data"));
        File.CreateSymbolicLink(At("snapshots", "x", "model.onnx_data"), Path.Combine("..", "..", "blobs", "1"));
        File.CreateSymbolicLink(At("snapshots", "x", "model.onnx"), Path.Combine("..", "..", "blobs", "2"));

        Assert.Equal([1, 2], Weight(At("snapshots", "x", "model.onnx")));
    }

    [Theory]
    [InlineData("")]
    [InlineData(".")]
    [InlineData("a/..")]
    [InlineData("a/")]
    [InlineData("../w.bin")]
    [InlineData("a/../../w.bin")]
    [InlineData("/w.bin")]
    [InlineData("c:w.bin")]
    [InlineData("file://w.bin")]
    [InlineData("a\\w.bin")]
    [InlineData("w.bin\0.txt")]
    public void A_location_that_is_no_file_beside_the_model_is_refused(string location)
    {
        File.WriteAllBytes(At("w.bin"), Floats(1, 2).ToByteArray());
        Assert.Equal("QCC1041", Refusal(Write(At("m.onnx"), Referring(location))));
    }

    [Fact]
    public void A_path_with_dots_that_stays_inside_is_read()
    {
        File.WriteAllBytes(At("w.bin"), Floats(1, 2).ToByteArray());
        Assert.Equal([1, 2], Weight(Write(At("m.onnx"), Referring("a/../w.bin"))));
    }

    [Fact]
    public void A_model_in_memory_has_no_folder() => Assert.Equal("QCC1044", Assert.Throws<DiagnosticException>(
        () => ModelImporter.Parse(Referring("w.bin").ToByteArray(), new DiagnosticList())).Diagnostic.Code);

    [Fact]
    public void Files_that_cannot_be_read_have_their_own_codes()
    {
        Assert.Equal("QCC6001", Refusal(At("absent.onnx")));
        Assert.Equal("QCC6002", Refusal(_folder));
        File.CreateSymbolicLink(At("loop"), At("loop"));
        Assert.StartsWith("QCC600", Refusal(At("loop")), StringComparison.Ordinal);
    }
}
