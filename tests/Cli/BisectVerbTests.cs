using Qcc.Testing;

namespace Qcc.Cli.Tests;

public sealed class BisectVerbTests : ModelFiles
{
    static string Net(string file) => Repository.Path("testmodels", "nets", "digits-mlp", file);

    [Fact]
    public async Task It_names_one_layer_and_what_to_write()
    {
        CliRun run = await CliRun.Of("bisect", Net("model.onnx"), "-c", Net("calib.npz"), "--prefer", "size");
        Assert.Equal(ExitCode.Done, run.Exit);
        string answer = run.Out.Split('\n')[0];
        Assert.Matches(@"^layer \S+ costs most: [0-9.]+ dB with it quantized, [0-9.]+ dB with it in float \(--keep-float ""\S+""\)$", answer);
        CliRun json = await CliRun.Of("bisect", Net("model.onnx"), "-c", Net("calib.npz"), "--prefer", "size", "--json");
        Assert.Contains($"layer {json.Json["layers"]![0]!["node"]!.GetValue<string>()} costs most", answer, StringComparison.Ordinal);
        Assert.Null(json.Json["pass"]);
    }

    [Fact]
    public async Task It_follows_the_compile_with_its_options()
    {
        CliRun run = await CliRun.Of("bisect", Net("model.onnx"), "-c", Net("calib.npz"), "-t", "int8-dynamic", "--prefer", "size", "--isa", "avx2", "--format", "qdq", "--observer", "min-max",
            "--op-types", "Gemm,MatMul", "--requantize", "--seed", "3", "--verify", "--json");
        Assert.Equal(ExitCode.Done, run.Exit);
        string[] layers = [.. run.Json["layers"]!.AsArray().Select(l => l!["node"]!.GetValue<string>())];
        Assert.NotEmpty(layers);
        CliRun rest = await CliRun.Of(["bisect", Net("model.onnx"), "-c", Net("calib.npz"), "-t", "int8-dynamic", "--prefer", "size", .. layers.SelectMany(l => new[] { "--keep-float", l })]);
        Assert.StartsWith("nothing breaks: ", rest.Out, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Layers_whose_weights_alone_are_codes_are_told_apart_too()
    {
        CliRun run = await CliRun.Of("bisect", Net("model.onnx"), "-c", Net("calib.npz"), "-t", "int4-cpu", "--json");
        Assert.Equal(ExitCode.Done, run.Exit);
        double[] alone = [.. run.Json["layers"]!.AsArray().Select(l => l!["alone_db"]!.GetValue<double>())];
        Assert.True(alone.Length > 1 && alone.Distinct().Count() > 1, run.Out);
        Assert.All(alone, db => Assert.InRange(db, run.Json["sqnr_db"]!.GetValue<double>(), 200));
    }

    [Fact]
    public async Task Ranges_may_come_from_statistics()
    {
        Assert.Equal(ExitCode.Done, (await CliRun.Of("calibrate", Net("model.onnx"), "-c", Net("calib.npz"), "-o", PathOf("model.qstats"))).Exit);
        CliRun run = await CliRun.Of("bisect", Net("model.onnx"), "-c", Net("calib.npz"), "--stats", PathOf("model.qstats"), "--prefer", "size", "--json");
        Assert.Equal(ExitCode.Done, run.Exit);
        Assert.NotEmpty(run.Json["layers"]!.AsArray());
        await File.WriteAllTextAsync(PathOf("bad.qstats"), "none");
        Assert.NotEqual(ExitCode.Done, (await CliRun.Of("bisect", Net("model.onnx"), "--stats", PathOf("bad.qstats"))).Exit);
    }

    [Fact]
    public async Task Where_nothing_is_integer_nothing_breaks()
    {
        CliRun run = await CliRun.Of("bisect", WriteModel());
        Assert.Equal(ExitCode.Done, run.Exit);
        Assert.StartsWith("nothing breaks: ", run.Out, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("bisect none.onnx", 7)]
    [InlineData("bisect none.onnx --threshold 2", 2)]
    public async Task Calls_that_cannot_be_met_are_refused(string line, int exit) => Assert.Equal(exit, (int)(await CliRun.Of(line.Split(' '))).Exit);
}
