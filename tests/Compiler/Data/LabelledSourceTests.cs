using System.IO.Compression;
using Qcc.Core.Diagnostics;
using Qcc.Core.Ir;
using Qcc.Data;
using SkiaSharp;

namespace Qcc.Compiler.Tests.Data;

public sealed class LabelledSourceTests : DataTest
{
    static readonly ModelInput[] X = [Input("x", ElementType.F32, Dim.Of("N"), 2)];

    string Archive(params (string Name, byte[] Array)[] arrays)
    {
        Npz.Write(PathOf("eval.npz"), CompressionLevel.Fastest, [("x", Npz.Floats([3, 2], i => i)), .. arrays]);
        return PathOf("eval.npz");
    }

    async Task<List<(long[]? Labels, Tensor? Targets, IEnumerable<string> Inputs)>> Answers(string path, string? labels = null, ModelInput[]? inputs = null)
    {
        var answers = new List<(long[]?, Tensor?, IEnumerable<string>)>();
        LabelledSource source = LabelledSource.Open(path, inputs ?? X, SampleOptions.Default, Diagnostics, labels);
        await foreach (LabelledSample s in source.ReadAsync(TestContext.Current.CancellationToken))
        {
            answers.Add((s.Labels?.ToInt64(), s.Targets is { } t ? new Tensor(t.Element, t.Shape, t.Bytes.ToArray()) : null, [.. s.Sample.Inputs.Keys]));
        }
        return answers;
    }

    [Fact]
    public async Task Labels_beside_the_inputs_are_answers_and_no_inputs()
    {
        var answers = await Answers(Archive(("labels", Npz.Array("<i8", [3], Npz.Bytes<long>(7, 8, 9)))));
        Assert.Equal([7, 8, 9], answers.SelectMany(a => a.Labels!));
        Assert.All(answers, a => Assert.Equal(["x"], a.Inputs));
        Assert.Empty(Diagnostics.Items);
    }

    [Fact]
    public async Task Targets_keep_their_shape_and_type()
    {
        var answers = await Answers(Archive(("targets", Npz.Array("|u1", [3, 2, 2], [.. Enumerable.Range(0, 12).Select(i => (byte)i)]))));
        Assert.Equal([1, 2, 2], answers[2].Targets!.Shape);
        Assert.Equal([8, 9, 10, 11], answers[2].Targets!.ToInt64());
    }

    [Fact]
    public async Task A_fixed_batch_takes_its_labels()
    {
        var answers = await Answers(Archive(("labels", Npz.Array("<i4", [3], Npz.Bytes(7, 8, 9)))), null, [Input("x", ElementType.F32, 2, 2)]);
        Assert.Equal([7, 8], Assert.Single(answers).Labels!);
    }

    [Fact]
    public async Task Labels_of_another_count_are_refused()
    {
        string path = Archive(("labels", Npz.Array("<i8", [4], Npz.Bytes<long>(7, 8, 9, 10))));
        Assert.Equal("QCC2003", (await Assert.ThrowsAsync<DiagnosticException>(() => Answers(path))).Diagnostic.Code);
    }

    [Fact]
    public async Task Labels_come_from_a_file_of_their_own()
    {
        await File.WriteAllBytesAsync(PathOf("y.npy"), Npz.Array("<i8", [3], Npz.Bytes<long>(1, 2, 3)));
        Assert.Equal([1, 2, 3], (await Answers(Archive(), PathOf("y.npy"))).SelectMany(a => a.Labels!));
    }

    [Fact]
    public async Task Pictures_have_labels_by_file_name()
    {
        string folder = Directory.CreateDirectory(PathOf("pictures")).FullName;
        foreach (string name in new[] { "b.png", "a.png" })
        {
            using var bitmap = new SKBitmap(4, 4);
            bitmap.Erase(SKColors.Red);
            using SKData png = bitmap.Encode(SKEncodedImageFormat.Png, 100);
            await File.WriteAllBytesAsync(Path.Combine(folder, name), png.ToArray());
        }
        ModelInput[] inputs = [Input("x", ElementType.F32, Dim.Of("N"), 3, 4, 4)];
        await File.WriteAllTextAsync(PathOf("y.csv"), "file,label\nb.png,2\na.png,1\n");
        Assert.Equal([1, 2], (await Answers(folder, PathOf("y.csv"), inputs)).SelectMany(a => a.Labels!));
        await File.WriteAllTextAsync(PathOf("y.csv"), "b.png,2\n");
        Assert.Equal("QCC2047", (await Assert.ThrowsAsync<DiagnosticException>(() => Answers(folder, PathOf("y.csv"), inputs))).Diagnostic.Code);
    }
}
