using System.Diagnostics;
using Qcc.Core.Diagnostics;
using Qcc.Testing;

namespace Qcc.Onnx.Tests;

/// <summary>The broken models of the kit: each gets its diagnostic, soon.</summary>
public sealed class InvalidModelTests
{
    [Theory]
    [InlineData("file-empty", "QCC1001", "an empty file")]
    [InlineData("file-gzip", "QCC1001", "gzip")]
    [InlineData("file-html", "QCC1001", "HTML")]
    [InlineData("file-ort", "QCC1001", "ONNX Runtime's own format")]
    [InlineData("file-text", "QCC1001", "Git LFS pointer")]
    [InlineData("file-tflite", "QCC1001", "TensorFlow Lite")]
    [InlineData("file-zip", "QCC1001", "zip")]
    [InlineData("file-truncated", "QCC1002", "truncated at byte")]
    [InlineData("random-bytes", "QCC1002", "byte 0")]
    [InlineData("wire-bad-utf8", "QCC1002", "not UTF-8")]
    [InlineData("wire-length-2gb", "QCC1002", "claims 2147483647 bytes")]
    [InlineData("wire-nested", "QCC1002", "nested more than 64 deep")]
    [InlineData("wire-varint-long", "QCC1002", "more than 10 bytes")]
    [InlineData("model-no-graph", "QCC1003", "no graph")]
    [InlineData("model-no-opset", "QCC1005", "opset_import")]
    [InlineData("model-opset-99", "QCC1004", "opset 99")]
    [InlineData("model-ir-99", "QCC1007", "IR version 99")]
    [InlineData("model-opset-conflict", "QCC1006", "12 and 17")]
    [InlineData("graph-cycle", "QCC1013", "first", "back")]
    [InlineData("graph-dangling", "QCC1012", "main/node \"last2\"", "\"ghost\"")]
    [InlineData("graph-dup-value", "QCC1011", "\"h\"", "main/node \"again\"")]
    [InlineData("graph-dup-init", "QCC1011", "\"w\"", "an initializer")]
    [InlineData("graph-output-missing", "QCC1014", "\"nowhere\"")]
    [InlineData("graph-no-output", "QCC1015", "no outputs")]
    [InlineData("tensor-short", "QCC1031", "\"w\"", "f32[6,8]", "40 bytes", "192")]
    [InlineData("tensor-long", "QCC1031", "\"w\"", "200 bytes", "192")]
    [InlineData("tensor-no-data", "QCC1031", "\"w\"", "f32[6,8]", "0 bytes")]
    [InlineData("tensor-bomb", "QCC1031", "\"big\"", "4398046511104")]
    [InlineData("tensor-negative-dim", "QCC1032", "dimension -6")]
    [InlineData("tensor-overflow", "QCC1032", "overflows 64 bits")]
    [InlineData("tensor-type-0", "QCC1033", "\"w\"", "no data type")]
    [InlineData("tensor-type-77", "QCC1033", "77")]
    [InlineData("sparse-out-of-range", "QCC1035", "index 99", "[8,4]")]
    [InlineData("ext-missing", "QCC1042", "\"weights.bin\"", "\"w\"")]
    [InlineData("ext-short", "QCC1043", "100 bytes", "0 to 192")]
    [InlineData("ext-length-wrong", "QCC1043", "length 96", "192")]
    [InlineData("ext-offset-overflow", "QCC1043", "9223372036854775800", "192")]
    [InlineData("ext-offset-text", "QCC1043", "\"-8\"")]
    [InlineData("ext-no-location", "QCC1041", "missing")]
    [InlineData("ext-parent", "QCC1041", "../ext-length-wrong/weights.bin", "leaves the folder")]
    [InlineData("ext-parent-hidden", "QCC1041", "leaves the folder")]
    [InlineData("ext-absolute", "QCC1041", "/etc/hostname", "absolute")]
    [InlineData("ext-backslash", "QCC1041", "backslash")]
    [InlineData("ext-device", "QCC1041", "names no file")]
    [InlineData("ext-nul", "QCC1041", "NUL")]
    [InlineData("ext-in-subgraph", "QCC1042", "main/If \"cond\"/")]
    [InlineData("function-recursive", "QCC1053", "Loop2 > Helper > Loop2")]
    [InlineData("function-bomb", "QCC1054", "1000000")]
    [InlineData("op-unknown", "QCC1061", "MatMull", "opset 17", "nearest is MatMul", "\"typo\"")]
    [InlineData("op-custom-domain", "QCC1062", "Rotate", "acme.ops", "\"rot\"")]
    [InlineData("op-too-new", "QCC1063", "Gelu needs opset 20", "imports 17", "\"act2\"")]
    [InlineData("attr-missing", "QCC1064", "Concat", "\"axis\"", "\"cat\"")]
    [InlineData("if-no-else", "QCC1064", "If", "\"else_branch\"")]
    [InlineData("attr-wrong-type", "QCC1065", "must be an int", "is a string", "\"cat\"")]
    [InlineData("conv-channels", "QCC1066", "4 channels", "has 3")]
    [InlineData("conv-group", "QCC1066", "4 output channels", "group 3")]
    [InlineData("training-dropout", "QCC1067", "Dropout", "\"drop\"")]
    [InlineData("training-batchnorm", "QCC1067", "BatchNormalization", "\"bn\"")]
    [InlineData("gradient-op", "QCC1012", "\"one\"")]
    public void A_broken_model_is_refused_with_its_reason(string name, string code, params string[] fragments)
    {
        var watch = Stopwatch.StartNew();
        string path = PathOf(name);

        Diagnostic diagnostic = Assert.Throws<DiagnosticException>(() => ModelImporter.Import(path, new DiagnosticList())).Diagnostic;

        Assert.Equal(code, diagnostic.Code);
        Assert.All(fragments, fragment => Assert.Contains(fragment, diagnostic.ToString(), StringComparison.Ordinal));
        // What an untrusted file may cost; the work is milliseconds, so this bound does not depend on the machine.
        Assert.True(watch.Elapsed < TimeSpan.FromSeconds(5), $"took {watch.Elapsed}");
    }

    [Fact]
    public void A_random_operator_is_a_warning()
    {
        var diagnostics = new DiagnosticList();
        ModelImporter.Import(PathOf("random-op"), diagnostics);
        Diagnostic warning = Assert.Single(diagnostics.Items);
        Assert.Equal(("QCC1068", Severity.Warning), (warning.Code, warning.Severity));
        Assert.Contains("\"noise\"", warning.Text, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("fold-allocation")]
    [InlineData("no-float")]
    [InlineData("input-string")]
    [InlineData("weight-nan")]
    [InlineData("weight-inf")]
    [InlineData("type-mismatch")]
    [InlineData("shape-mismatch")]
    public void What_later_stages_judge_is_imported(string name) =>
        Assert.NotEmpty(ModelImporter.Import(PathOf(name), new DiagnosticList()).Graph.Nodes);

    [Theory]
    [InlineData("training-dropout", Allowances.Training)]
    [InlineData("training-batchnorm", Allowances.Training)]
    [InlineData("op-custom-domain", Allowances.CustomOperators)]
    public void An_allowance_lifts_its_refusal(string name, Allowances allowed) =>
        Assert.NotEmpty(ModelImporter.Import(PathOf(name), new DiagnosticList(), allowed).Graph.Nodes);

    [Theory]
    [InlineData("weight-nan", "NaN", 0, 5)]
    [InlineData("weight-inf", "Inf", 2, 3)]
    public void A_weight_that_is_no_number_is_found(string name, string kind, long row, long column)
    {
        var graph = ModelImporter.Import(PathOf(name), new DiagnosticList()).Graph;
        var weight = graph.Initializers.Single(v => v.Name == "w").Initializer!;
        var found = Core.Ir.NonFinite.First(weight);
        Assert.NotNull(found);
        Assert.Equal((kind, 1L), (found.Kind, found.Count));
        Assert.Equal([row, column], found.Index);
    }

    static string PathOf(string name)
    {
        Assert.SkipWhen(Repository.Shared("kit") is null, "the kit (../shared/kit) is not here");
        return Path.Combine(Repository.Shared("kit", "odd", "invalid", name)!, "model.onnx");
    }
}
