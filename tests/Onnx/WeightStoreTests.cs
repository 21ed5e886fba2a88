using Qcc.Core.Diagnostics;
using Qcc.Core.Ir;
using Qcc.Onnx.ExternalData;

namespace Qcc.Onnx.Tests;

/// <summary>Constants of a model with a store lie in a file, and their pages can be taken away at any time.</summary>
public sealed class WeightStoreTests
{
    [Fact]
    public void Large_constants_go_to_a_file_and_small_ones_do_not()
    {
        Model model = ModelImporter.Parse(Google.Protobuf.MessageExtensions.ToByteArray(TestModel.Relu(_ => { })), new DiagnosticList());
        float[] numbers = [.. Enumerable.Range(0, 100_000).Select(i => (float)i)];
        Value large;
        using (WeightStore store = WeightStore.For(model))
        {
            large = model.Graph.AddConstant("large", Tensor.Of(numbers, 1000, 100));
            Value small = model.Graph.AddConstant("small", Tensor.Vector(1, 2, 3));

            Assert.Null(MappedFile.Find(small.Initializer!.Bytes));
            Assert.NotNull(MappedFile.Find(large.Initializer!.Bytes));
            Assert.Same(large.Initializer, store.Keep(large.Initializer));
            Assert.True(File.Exists(MappedFile.Find(large.Initializer.Bytes)!.Value.File.Path));
            Assert.Same(model.Graph.Store, model.Copy().Graph.Store);
            Assert.Equal([1000, 100], large.Initializer.Shape);
            Assert.Equal(numbers, large.Initializer.Floats.ToArray());
            MappedFile.Find(large.Initializer.Bytes)!.Value.File.Discard();
            Assert.Equal(numbers, large.Initializer.Floats.ToArray());
        }

        // The file is gone, its contents are not.
        Assert.False(File.Exists(MappedFile.Find(large.Initializer.Bytes)!.Value.File.Path));
        Assert.Equal(numbers, large.Initializer.Floats.ToArray());
    }

    [Fact]
    public void A_model_outlives_its_store()
    {
        Model model = ModelImporter.Parse(Google.Protobuf.MessageExtensions.ToByteArray(TestModel.Relu(_ => { })), new DiagnosticList());
        WeightStore store = WeightStore.For(model);
        Model copy = model.Copy();
        store.Dispose();
        store.Dispose();
        foreach (Model left in new[] { model, copy })
        {
            Value large = left.Graph.AddConstant("large", Tensor.Of(new float[100_000], 100_000));
            Assert.Null(MappedFile.Find(large.Initializer!.Bytes));
            Assert.Equal(100_000, large.Initializer.Floats.Length);
        }
    }

    [Fact]
    public void Where_the_system_does_not_tell_its_memory_nobody_watches()
    {
        Model model = ModelImporter.Parse(Google.Protobuf.MessageExtensions.ToByteArray(TestModel.Relu(_ => { })), new DiagnosticList());
        using WeightStore store = WeightStore.For(model, Path.Combine(Path.GetTempPath(), Path.GetRandomFileName(), "statm"));
        Assert.NotNull(MappedFile.Find(model.Graph.AddConstant("large", Tensor.Of(new float[100_000], 100_000)).Initializer!.Bytes));
    }

    [Fact]
    public void A_view_knows_where_in_its_file_it_lies()
    {
        string path = Path.Combine(Path.GetTempPath(), Path.GetRandomFileName());
        try
        {
            File.WriteAllBytes(path, [.. Enumerable.Range(0, 100).Select(i => (byte)i)]);
            ReadOnlyMemory<byte> view = MappedFile.Open(path, new Place(path)).View(10, 50);
            Assert.Equal(10, MappedFile.Find(view)!.Value.Offset);
            Assert.Equal(15, MappedFile.Find(view[5..])!.Value.Offset);
            Assert.Equal(15, view.Span[5]);
            Assert.Null(MappedFile.Find(new byte[3]));
        }
        finally
        {
            File.Delete(path);
        }
    }
}
