using System.Globalization;
using System.Runtime.InteropServices;
using System.Text;
using Google.Protobuf;
using Onnx;

namespace Qcc.Cli.Tests;

/// <summary>compare, eval, bench and explain on models and samples small enough to know the answer.</summary>
public sealed class MeasureVerbTests : ModelFiles
{
    string WriteArray<T>(string name, string type, T[] data, params int[] shape) where T : unmanaged
    {
        string header = $"{{'descr': '{type}', 'fortran_order': False, 'shape': ({string.Concat(shape.Select(s => $"{s.ToString(CultureInfo.InvariantCulture)},"))}), }}\n";
        byte[] text = Encoding.ASCII.GetBytes(header);
        byte[] start = [0x93, (byte)'N', (byte)'U', (byte)'M', (byte)'P', (byte)'Y', 1, 0, (byte)text.Length, 0];
        File.WriteAllBytes(PathOf(name), [.. start, .. text, .. MemoryMarshal.AsBytes(data.AsSpan())]);
        return PathOf(name);
    }

    /// <summary>Unit vectors: relu(x·w) is a row of w, cut at zero: [0,0,0,0], [0,0,1,2], [3,4,5,6].</summary>
    string WriteUnitVectors() => WriteArray("x.npy", "<f4", new float[] { 1, 0, 0, 0, 1, 0, 0, 0, 1 }, 3, 3);

    [Fact]
    public async Task Compare_measures_the_difference()
    {
        CliRun run = await CliRun.Of("compare", WriteModel("a.onnx"), WriteModel("b.onnx", 1.1f), "--data", WriteUnitVectors(), "--json");
        Assert.Equal(ExitCode.Done, run.Exit);
        Assert.Equal(3, run.Json["samples"]!.GetValue<int>());
        Assert.Equal(20, run.Json["sqnr_db"]!.GetValue<double>(), 1e-4);
        Assert.Equal(0.6, run.Json["outputs"]![0]!["max_difference"]!.GetValue<double>(), 1e-6);
        Assert.Equal(1, run.Json["outputs"]![0]!["same_argmax"]!.GetValue<double>());
    }

    [Fact]
    public async Task Compare_of_equal_models_says_so()
    {
        CliRun run = await CliRun.Of("compare", WriteModel("a.onnx"), WriteModel("b.onnx"), "--data", WriteUnitVectors());
        Assert.Contains("3 samples, equal over all float outputs", run.Out, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("compare")]
    [InlineData("bench")]
    public async Task Models_of_other_inputs_are_named_with_the_input(string verb)
    {
        string other = WriteModel("other.onnx");
        ModelProto renamed = ModelProto.Parser.ParseFrom(await File.ReadAllBytesAsync(other));
        renamed.Graph.Input[0].Name = renamed.Graph.Node[0].Input[0] = "z";
        await File.WriteAllBytesAsync(other, renamed.ToByteArray());
        CliRun run = await CliRun.Of(verb, WriteModel(), other, "--data", WriteUnitVectors());
        Assert.Equal(ExitCode.BadData, run.Exit);
        Assert.Equal($"{other} : error QCC2906: this model needs the input \"z\", which the first model lacks (it has \"x\"); measure a model beside one made from it\n", run.Error);
    }

    [Fact]
    public async Task Ranges_from_few_samples_are_told()
    {
        string data = WriteUnitVectors();
        CliRun run = await CliRun.Of(WriteModel(), "-c", data, "-o", PathOf("out.onnx"));
        Assert.Equal(ExitCode.Done, run.Exit);
        Assert.Contains($"{data} : warning QCC2054: the ranges come from 3 samples only: ", run.Error, StringComparison.Ordinal);
        CliRun many = await CliRun.Of(WriteModel(), "-c", WriteArray("many.npy", "<f4", [.. Enumerable.Range(0, 30).Select(i => i / 7f)], 10, 3), "-o", PathOf("out.onnx"));
        Assert.DoesNotContain("QCC2054", many.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Samples_can_be_limited()
    {
        CliRun run = await CliRun.Of("compare", WriteModel("a.onnx"), WriteModel("b.onnx"), "--data", WriteUnitVectors(), "--samples", "2", "--json");
        Assert.Equal(2, run.Json["samples"]!.GetValue<int>());
    }

    [Fact]
    public async Task Eval_counts_right_labels()
    {
        // The rows' maxima are at 0 (all equal), 3 and 3.
        string labels = WriteArray("y.npy", "<i8", new long[] { 0, 3, 1 }, 3);
        CliRun run = await CliRun.Of("eval", WriteModel(), "--data", WriteUnitVectors(), "--labels", labels, "--json");
        Assert.Equal("top1", run.Json["metric"]!.GetValue<string>());
        Assert.Equal(2.0 / 3, run.Json["value"]!.GetValue<double>(), 1e-12);
        Assert.Null(run.Json["top5"]);
    }

    [Fact]
    public async Task Eval_measures_errors_of_values()
    {
        string targets = WriteArray("t.npy", "<f4", new float[] { 0, 0, 0, 0, 0, 0, 1, 2, 3, 4, 5, 8 }, 3, 4);
        Assert.Equal(4.0 / 12, (await CliRun.Of("eval", WriteModel(), "--data", WriteUnitVectors(), "--labels", targets, "--json")).Json["value"]!.GetValue<double>(), 1e-6);
        Assert.Equal(2.0 / 12, (await CliRun.Of("eval", WriteModel(), "--data", WriteUnitVectors(), "--labels", targets, "--metric", "mae", "--json")).Json["value"]!.GetValue<double>(), 1e-6);
    }

    [Fact]
    public async Task Eval_refuses_what_does_not_fit()
    {
        string labels = WriteArray("y.npy", "<i8", new long[] { 0, 3 }, 2);
        Assert.Equal(ExitCode.BadData, (await CliRun.Of("eval", WriteModel(), "--data", WriteUnitVectors(), "--labels", labels)).Exit);
        CliRun unlabelled = await CliRun.Of("eval", WriteModel(), "--data", WriteUnitVectors());
        Assert.Contains("error QCC2903: no labels are given", unlabelled.Error, StringComparison.Ordinal);
        CliRun unknown = await CliRun.Of("eval", WriteModel(), "--data", WriteUnitVectors(), "--labels", WriteArray("y.npy", "<i8", new long[] { 0, 3, 1 }, 3), "--of", "z");
        Assert.Contains("error QCC2905", unknown.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Bench_races_models_in_their_order()
    {
        CliRun run = await CliRun.Of("bench", WriteModel("a.onnx"), WriteModel("b.onnx"), "--seconds", "0.05", "--threads", "1,2", "--json");
        Assert.Equal(ExitCode.Done, run.Exit);
        Assert.Equal([1, 2], run.Json["races"]!.AsArray().Select(r => r!["threads"]!.GetValue<int>()));
        Assert.Equal(1, run.Json["races"]![0]!["models"]![0]!["ratio"]!.GetValue<double>());
        Assert.Equal(PathOf("b.onnx"), run.Json["races"]![0]!["models"]![1]!["path"]!.GetValue<string>());
        Assert.True(run.Json["made_up"]!.GetValue<bool>());
    }

    /// <summary>A file with codes at its inputs and outputs is measured on the samples of the float model.</summary>
    [Fact]
    public async Task Codes_at_the_edges_are_made_of_floats()
    {
        string typical = WriteArray("typical.npy", "<f4", [.. Enumerable.Range(0, 120).Select(i => MathF.Abs(MathF.Sin(i)))], 40, 3);
        string floats = WriteModel(), codes = PathOf("codes.onnx"), data = WriteUnitVectors(), labels = WriteArray("y.npy", "<i8", new long[] { 0, 3, 3 }, 3);
        Assert.Equal(ExitCode.Done, (await CliRun.Of(floats, "-c", typical, "-t", "int8-integer", "--integer-io", "-o", codes)).Exit);
        Assert.DoesNotContain("f32", (await CliRun.Of("inspect", codes)).Out, StringComparison.Ordinal);

        CliRun compared = await CliRun.Of("compare", floats, codes, "--data", data, "--json");
        Assert.Equal(ExitCode.Done, compared.Exit);
        Assert.InRange(compared.Json["sqnr_db"]!.GetValue<double>(), 30, 200);
        Assert.Equal("y", compared.Json["outputs"]!.AsArray().Single()!["name"]!.GetValue<string>());
        Assert.Contains("QCC2908", compared.Json["diagnostics"]!.ToJsonString(), StringComparison.Ordinal);
        double[] values = [.. await Task.WhenAll(new[] { floats, codes }.Select(async m => (await CliRun.Of("eval", m, "--data", data, "--labels", labels, "--json")).Json["value"]!.GetValue<double>()))];
        Assert.Equal(values[0], values[1]);
        CliRun raced = await CliRun.Of("bench", floats, codes, "--seconds", "0.05", "--data", data);
        Assert.Equal(ExitCode.Done, raced.Exit);
        Assert.Contains($"{codes} : info QCC2908: the file has codes at \"x\", \"y\"", raced.Error, StringComparison.Ordinal);
        // Alone, and first, with made-up samples.
        Assert.Equal(ExitCode.Done, (await CliRun.Of("bench", codes, floats, "--seconds", "0.05")).Exit);
    }

    [Fact]
    public async Task Explain_tells_what_a_compile_would_decide()
    {
        // Three multiply-accumulates a result do not pay for conversions.
        CliRun small = await CliRun.Of("explain", WriteModel(), "--json");
        Assert.False(small.Json["quantized"]!.GetValue<bool>());
        Assert.Equal(["float", "float"], small.Json["layers"]!.AsArray().Select(l => l!["decision"]!.GetValue<string>()));
        CliRun run = await CliRun.Of("explain", WriteModel(), "--prefer", "size", "--json");
        Assert.Equal(["integer", "absorbed"], run.Json["layers"]!.AsArray().Select(l => l!["decision"]!.GetValue<string>()));
    }

    [Fact]
    public async Task A_compile_counts_what_is_absorbed_and_says_where_it_had_one_sample()
    {
        string one = WriteArray("one.npy", "<f4", new float[] { 1, 2, 3 }, 1, 3);
        string[] words = [WriteModel(), "-c", one, "-o", PathOf("out.onnx"), "--prefer", "size"];
        CliRun run = await CliRun.Of([.. words, "--json"]);
        Assert.Equal(["integer", "absorbed"], run.Json["layers"]!.AsArray().Select(l => l!["decision"]!.GetValue<string>()));
        Assert.Equal("{\"total\":2,\"integer\":1,\"float\":0,\"absorbed\":1}", run.Json["nodes"]!.ToJsonString());
        Assert.Contains(" on the calibration sample itself", (await CliRun.Of(words)).Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_unknown_target_suggests_its_neighbour()
    {
        CliRun run = await CliRun.Of("explain", WriteModel(), "--target", "int8-cup");
        Assert.Equal("qcc : error QCC0104: there is no target \"int8-cup\"; did you mean 'int8-cpu'?\n", run.Error);
        Assert.Equal(ExitCode.Usage, run.Exit);
    }
}
