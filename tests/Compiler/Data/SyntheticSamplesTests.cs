using System.Security.Cryptography;
using Qcc.Core.Diagnostics;
using Qcc.Core.Ir;
using Qcc.Core.Ops;
using Qcc.Data;
using Qcc.Onnx;
using Qcc.Testing;

namespace Qcc.Compiler.Tests.Data;

public sealed class SyntheticSamplesTests : DataTest
{
    static Node Add(Graph graph, string @operator, params Value?[] inputs) => graph.Insert(null, OperatorTable.Find("", @operator)!, inputs, "y");

    /// <summary>A model of one input x, to which nodes are added.</summary>
    static (Model Model, Value X) Of(ElementType element, params Dim[] shape)
    {
        var graph = new Graph("g", new NameScope());
        Value x = graph.AddInput("x", new TensorType(element, shape));
        return (new Model(graph), x);
    }

    async Task<List<Sample>> Make(Model model, SyntheticOptions? options = null) =>
        await ReadAll(SyntheticSamples.Create(model, ModelInput.Of(model.Graph), options ?? new()));

    static (double Mean, double Std) Statistics(IEnumerable<float> values)
    {
        double[] v = [.. values];
        double mean = v.Average();
        return (mean, Math.Sqrt(v.Average(x => (x - mean) * (x - mean))));
    }

    [Fact]
    public async Task Equal_seeds_give_equal_bytes_on_every_machine()
    {
        (Model model, _) = Of(ElementType.F32, Dim.Of("N"), 3, 16, 16);
        byte[] bytes = [.. (await Make(model, new() { Count = 2 })).SelectMany(s => s.Inputs["x"].Bytes.ToArray())];
        Assert.Equal("700FC49DE672980D", Convert.ToHexString(SHA256.HashData(bytes))[..16]);
        Assert.NotEqual(bytes[..3072], (await Make(model, new() { Seed = 2, Count = 1 }))[0].Inputs["x"].Bytes.ToArray());
    }

    [Fact]
    public async Task Indices_stay_inside_the_table()
    {
        (Model model, Value x) = Of(ElementType.S64, Dim.Of("batch"), Dim.Of("sequence"));
        Add(model.Graph, "Gather", model.Graph.AddConstant("table", Tensor.Of(new float[40], 10, 4)), x);
        long[] ids = [.. (await Make(model)).SelectMany(s => s.Inputs["x"].ToInt64())];
        Assert.Equal((0, 9), (ids.Min(), ids.Max()));
    }

    [Fact]
    public async Task Constants_of_normalization_are_undone()
    {
        (Model model, Value x) = Of(ElementType.F32, 1, 2, 32, 32);
        Value mean = model.Graph.AddConstant("mean", Tensor.Of([100f, 50f], 1, 2, 1, 1)), std = model.Graph.AddConstant("std", Tensor.Of([10f, 5f], 1, 2, 1, 1));
        Value y = Add(model.Graph, "Div", Add(model.Graph, "Sub", x, mean).Output, std).Output;
        Add(model.Graph, "Conv", y, model.Graph.AddConstant("w", Tensor.Of([1f, 1f], 1, 2, 1, 1)));
        List<Sample> samples = await Make(model, new() { Count = 100 });
        (double firstMean, double firstStd) = Statistics(samples.SelectMany(s => s.Inputs["x"].Floats[..1024].ToArray()));
        (double secondMean, double secondStd) = Statistics(samples.SelectMany(s => s.Inputs["x"].Floats[1024..].ToArray()));
        Assert.InRange(firstMean, 97, 103);
        Assert.InRange(firstStd, 8, 12);
        Assert.InRange(secondMean, 48.5, 51.5);
        Assert.InRange(secondStd, 4, 6);
    }

    [Fact]
    public async Task Statistics_of_the_first_batch_normalization_set_mean_and_deviation()
    {
        (Model model, Value x) = Of(ElementType.F32, 1, 2);
        // y = (a, b, a + b) with a ~ N(3, 2²), b ~ N(-1, 0.5²) would give these statistics but for the common deviation.
        Value y = Add(model.Graph, "MatMul", x, model.Graph.AddConstant("w", Tensor.Of([1f, 0, 1, 0, 1, 1], 2, 3))).Output;
        Value[] statistics = [.. new[] { Tensor.Vector(1, 1, 1), Tensor.Vector(0, 0, 0), Tensor.Vector(3, -1, 2), Tensor.Vector(4, 4, 8) }.Select(t => model.Graph.AddConstant("s", t))];
        Add(model.Graph, "BatchNormalization", [y, .. statistics]);
        List<Sample> samples = await Make(model, new() { Count = 2000 });
        (double mean, double std) = Statistics(samples.Select(s => s.Inputs["x"].Floats[0]));
        Assert.InRange(mean, 2.8, 3.2);
        Assert.InRange(std, 1.8, 2.2);
        Assert.InRange(Statistics(samples.Select(s => s.Inputs["x"].Floats[1])).Mean, -1.2, -0.8);
    }

    [Fact]
    public async Task Bytes_of_a_picture_and_masks_and_flags_have_their_types()
    {
        (Model model, _) = Of(ElementType.U8, Dim.Of("N"), Dim.Of("H"), Dim.Of("W"), 3);
        model.Graph.AddInput("flag", new TensorType(ElementType.Bool, []));
        Sample sample = (await Make(model))[0];
        Assert.Equal([1, 64, 64, 3], sample.Inputs["x"].Shape);
        Assert.InRange(sample.Inputs["x"].ToInt64().Distinct().Count(), 50, 256);
        Assert.Equal([1], sample.Inputs["flag"].ToInt64());
    }

    [Fact]
    public async Task Open_sizes_are_those_that_are_told_else_a_multiple_of_the_stride()
    {
        (Model model, Value x) = Of(ElementType.F32, Dim.Of("N"), 1, Dim.Of("H"), Dim.Of("W"));
        Add(model.Graph, "MaxPool", x).Set("strides", new long[] { 48, 48 });
        Assert.Equal([1, 1, 96, 96], (await Make(model))[0].Inputs["x"].Shape);
        var told = new Dictionary<string, IReadOnlyList<long>> { ["x"] = [2, 1, 10, 12] };
        Assert.Equal([2, 1, 10, 12], (await Make(model, new() { Shapes = told }))[0].Inputs["x"].Shape);
        var wrong = new Dictionary<string, IReadOnlyList<long>> { ["x"] = [2, 3, 10, 12] };
        await Assert.ThrowsAsync<DiagnosticException>(() => Make(model, new() { Shapes = wrong }));
    }

    [Fact]
    public async Task Neighbouring_pixels_are_alike()
    {
        (Model model, _) = Of(ElementType.F32, 1, 1, 64, 64);
        float[] v = [.. (await Make(model)).SelectMany(s => s.Inputs["x"].Floats.ToArray())];
        (double mean, double std) = Statistics(v);
        double covariance = v.Zip(v.Skip(1)).Where((_, i) => i % 64 != 63).Average(p => (p.First - mean) * (p.Second - mean));
        Assert.InRange(covariance / (std * std), 0.75, 0.98);
    }

    /// <summary>Networks that keep their first batch normalization, or normalize inside: deviation of real samples / 2 to · 2.</summary>
    [Theory]
    [InlineData("tiny-mlp", 0.975)]
    [InlineData("digits-mlp", 5.93)]
    [InlineData("fashion-resnet", 0.983)]
    [InlineData("resnet20-cifar10", 1.15)]
    [InlineData("mobilenetv1-0.25-imagenet", 0.504)]
    [InlineData("mlperf-dscnn-kws", 8.82)]
    [InlineData("mlperf-autoencoder-ad", 11.2)]
    public async Task Deviations_of_real_networks_are_found(string network, double real)
    {
        string? path = Repository.Shared("kit", "models", network, "model.onnx");
        Assert.SkipWhen(path is null, "the kit is not beside the repository");
        Model model = ModelImporter.Import(path, Diagnostics);
        List<Sample> samples = await Make(model, new() { Count = 16 });
        Assert.InRange(Statistics(samples.SelectMany(s => s.Inputs.Values.First().Floats.ToArray())).Std, real / 2, real * 2);
    }
}
