namespace Qcc.Testing;

/// <summary>Names that a model may have and no language likes: words of languages, signs, nothing, look-alikes, ends of comments and strings.</summary>
public static class HostileNames
{
    public static string[] All { get; } =
    [
        "int", "class", "1st", "a b", "a_b", "A_B", "ab", "Ab", "AB", "*/ int x; /*", "// line", "line\nbreak", "back\\slash", "\"quote\"", "'", "{0}", "</summary>", "&amp;", "größe", "", "_", "%s%n",
        "\u202egnirts", "x\0y", "e\u0301", "\u00e9", "\ufeff", "System", "Microsoft", "Half", "String", "OrtValue", "Run", "Dispose", "Session", "Net", "Demo", "FileName", "Name", "Shape", "Length",
        "LengthFor", "InputNames", "Put", "Take", "Load", "inputs", "results", "input", "output", "shape", "name", "value", "values", "length", "await", "var", "record", "nameof", "global", "_inputs",
        "/model/conv.1/Conv_output:0", "onnx::Gemm_12", "a_very_long_name_that_goes_on_and_on_and_on_and_on_and_on_until_nobody_reads_it_any_more",
        "a_very_long_name_that_goes_on_and_on_and_on_and_on_and_on_until_nobody_reads_it_at_all",
    ];
}
