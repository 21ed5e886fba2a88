namespace Qcc.EndToEnd.Tests.Odd;

/// <summary>Every broken model of the kit gets one error that names the place and the numbers, and leaves nothing behind.</summary>
public sealed class BrokenModelTests
{
    /// <summary>Case, exit code, code of the error, and what it says: pieces of text between bars.</summary>
    public static readonly TheoryData<string, int, string, string> Refusals = new()
    {
        { "file-empty", 3, "QCC1001", "empty" },
        { "file-text", 3, "QCC1001", "Git LFS" },
        { "file-html", 3, "QCC1001", "HTML" },
        { "file-zip", 3, "QCC1001", "zip" },
        { "file-gzip", 3, "QCC1001", "gzip" },
        { "file-tflite", 3, "QCC1001", "TensorFlow Lite" },
        { "file-ort", 3, "QCC1001", "ONNX Runtime" },
        { "file-truncated", 3, "QCC1002", "truncated at byte 394" },
        { "wire-length-2gb", 3, "QCC1002", "2147483647" },
        { "wire-varint-long", 3, "QCC1002", "more than 10 bytes" },
        { "wire-bad-utf8", 3, "QCC1002", "not UTF-8" },
        { "wire-nested", 3, "QCC1002", "nested" },
        { "random-bytes", 3, "QCC1002", "malformed" },
        { "model-no-graph", 3, "QCC1003", "no graph" },
        { "model-no-opset", 3, "QCC1005", "opset_import" },
        { "model-opset-99", 3, "QCC1004", "99" },
        { "model-ir-99", 3, "QCC1007", "99" },
        { "model-opset-conflict", 3, "QCC1006", "12 and 17" },
        { "op-unknown", 3, "QCC1061", "node \"typo\"|MatMull|nearest is MatMul" },
        { "op-custom-domain", 3, "QCC1062", "node \"rot\"|Rotate|acme.ops" },
        { "op-too-new", 3, "QCC1063", "Gelu needs opset 20|17" },
        { "function-recursive", 3, "QCC1053", "Loop2 > Helper > Loop2" },
        { "function-bomb", 3, "QCC1054", "1000000 nodes" },
        { "graph-cycle", 3, "QCC1013", "first > back > first" },
        { "graph-dangling", 3, "QCC1012", "node \"last2\"|\"ghost\"" },
        { "graph-dup-value", 3, "QCC1011", "\"h\"|\"first\"" },
        { "graph-dup-init", 3, "QCC1011", "\"w\"" },
        { "graph-output-missing", 3, "QCC1014", "\"nowhere\"" },
        { "graph-no-output", 3, "QCC1015", "no outputs" },
        { "if-no-else", 3, "QCC1064", "node \"cond\"|else_branch" },
        { "attr-wrong-type", 3, "QCC1065", "node \"cat\"|\"axis\"|an int|a string" },
        { "attr-missing", 3, "QCC1064", "node \"cat\"|\"axis\"" },
        { "type-mismatch", 3, "QCC1090", "mix|tensor(float)|tensor(double)" },
        { "shape-mismatch", 3, "QCC1090", "(mm)|MatMul|Incompatible dimensions" },
        { "conv-channels", 3, "QCC1066", "node \"conv\"|4 channels|3" },
        { "conv-group", 3, "QCC1066", "node \"conv\"|4 output channels|group 3" },
        { "tensor-short", 3, "QCC1031", "\"w\"|40 bytes|192" },
        { "tensor-long", 3, "QCC1031", "\"w\"|200 bytes|192" },
        { "tensor-no-data", 3, "QCC1031", "\"w\"|f32[6,8]" },
        { "tensor-negative-dim", 3, "QCC1032", "dimension -6" },
        { "tensor-overflow", 3, "QCC1032", "overflows 64 bits" },
        { "tensor-bomb", 3, "QCC1031", "4398046511104" },
        { "tensor-type-0", 3, "QCC1033", "\"w\"|no data type" },
        { "tensor-type-77", 3, "QCC1033", "77" },
        { "weight-nan", 3, "QCC1036", "\"w\"|NaN at [0,5]" },
        { "weight-inf", 3, "QCC1036", "\"w\"|Inf at [2,3]" },
        { "fold-allocation", 3, "QCC1091", "ConstantOfShape|4398046511104" },
        { "sparse-out-of-range", 3, "QCC1035", "index 99|[8,4]" },
        { "ext-missing", 3, "QCC1042", "\"weights.bin\"|\"w\"" },
        { "ext-short", 3, "QCC1043", "100 bytes|0 to 192" },
        { "ext-length-wrong", 3, "QCC1043", "96|192" },
        { "ext-offset-overflow", 3, "QCC1043", "9223372036854775800|overflow" },
        { "ext-offset-text", 3, "QCC1043", "\"-8\"" },
        { "ext-no-location", 3, "QCC1041", "missing" },
        { "ext-parent", 3, "QCC1041", "leaves the folder" },
        { "ext-parent-hidden", 3, "QCC1041", "leaves the folder" },
        { "ext-absolute", 3, "QCC1041", "absolute" },
        { "ext-backslash", 3, "QCC1041", "backslash" },
        { "ext-device", 3, "QCC1041", "\".\"" },
        { "ext-nul", 3, "QCC1041", "NUL" },
        { "ext-in-subgraph", 3, "QCC1042", "then_branch|absent.bin" },
        { "training-dropout", 3, "QCC1067", "node \"drop\"|random" },
        { "training-batchnorm", 3, "QCC1067", "node \"bn\"|batch" },
        { "gradient-op", 3, "QCC1012", "Adagrad|\"one\"" },
        { "input-string", 4, "QCC2026", "\"s\"|string" },
    };

    /// <summary>Cases that are accepted, with the code of the warning.</summary>
    public static readonly TheoryData<string, string> Accepted = new()
    {
        { "random-op", "QCC1068" },
        { "no-float", "QCC3002" },
    };

    [Theory, MemberData(nameof(Refusals))]
    public async Task ItIsRefusedWithOneError(string name, int exit, string code, string says)
    {
        using var temporary = new TemporaryFolder();
        CommandLine run = await CommandLine.Run(OddKit.PathOf("invalid", name, "model.onnx"), "-o", temporary["out.onnx"], "-q", "--no-warn", "QCC2051");
        run.AssertOneError(exit, code, says.Split('|'));
        Assert.False(temporary.HoldsAnything);
    }

    [Theory, MemberData(nameof(Accepted))]
    public async Task ItIsAcceptedWithAWarning(string name, string code)
    {
        using var temporary = new TemporaryFolder();
        CommandLine run = await CommandLine.Run(OddKit.PathOf("invalid", name, "model.onnx"), "-o", temporary["out.onnx"]);
        Assert.True(run.Exit == 0, run.Text);
        Assert.Contains($"warning {code}:", run.Text, StringComparison.Ordinal);
        EmittedFile.AssertInterfaceKept(OddKit.PathOf("invalid", name, "model.onnx"), temporary["out.onnx"]);
    }

    [Fact]
    public void EveryCaseIsAskedFor() => Assert.Equal(
        Directory.GetDirectories(OddKit.PathOf("invalid")).Select(d => Path.GetFileName(d)!).Order(StringComparer.Ordinal),
        Refusals.Select(r => r.Data.Item1).Concat(Accepted.Select(a => a.Data.Item1)).Order(StringComparer.Ordinal));

    [Theory]
    [InlineData("weight-nan")]
    [InlineData("weight-inf")]
    public async Task OnRequestItsLayersStayFloat(string name)
    {
        string model = OddKit.PathOf("invalid", name, "model.onnx");
        using var temporary = new TemporaryFolder();
        CommandLine run = await CommandLine.Run(model, "-o", temporary["out.onnx"], "--allow-nonfinite", "--prefer", "size");
        Assert.True(run.Exit == 0, run.Text);
        EmittedFile.AssertInterfaceKept(model, temporary["out.onnx"]);
    }
}
