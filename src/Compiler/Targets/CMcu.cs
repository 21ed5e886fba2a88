using Qcc.Codegen.C;
using Qcc.Core.Diagnostics;
using Qcc.Core.Ir;
using Qcc.Core.Quantization;
using Qcc.Search;

namespace Qcc.Targets;

/// <summary>
/// Portable C99 without floats, libraries or allocation, for microcontrollers (docs/c-mcu.md). Check runs the same integer graph as ONNX; the project's own
/// test compares its outputs with recorded ones.
/// </summary>
public sealed record CMcu : IntegerOnlyTarget
{
    public override string Name => "c-mcu";
    public override string Summary => "plain C99 for microcontrollers: integers only, one arena, weights in const arrays";
    public override string Extension => "";
    public override bool WritesFolder => true;

    internal override CompiledFile Finish(EmittedModel emitted, string name, IReadOnlyList<IReadOnlyDictionary<string, Tensor>> samples)
    {
        Model onCodes = emitted.Lowered.Copy();
        CodeEdges edges = CodeEdges.Take(onCodes.Graph);
        if (onCodes.Graph.Outputs.Concat(onCodes.Graph.Inputs).FirstOrDefault(v => v.Producer is null && v.IsConstant || v.TensorType is not { } type || type.Element.IsFloat() || type.Count is null) is { } port)
        {
            throw new DiagnosticException(CompileDiagnostics.NeedsIntegers.At(new Place(name), ($"\"{port.Name}\"", "an input or output of the graph that is a constant, holds floats or has no known sizes", 0)));
        }
        if (CProject.Refusals(onCodes.Graph) is [var (node, reason), ..] refused)
        {
            throw new DiagnosticException(CompileDiagnostics.NeedsIntegers.At(new Place(name), (node.ToString(), reason, refused.Count - 1)));
        }
        var options = new CProjectOptions(name) { Quantization = edges.Quantization, Samples = [.. samples.Select(edges.Codes)], Version = ProductVersion.Text };
        return new EmittedC(CProject.Emit(onCodes, options));
    }
}
