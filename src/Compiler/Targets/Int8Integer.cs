using Qcc.Check;
using Qcc.Codegen.C;
using Qcc.Codegen.Onnx;
using Qcc.Core.Diagnostics;
using Qcc.Core.Ir;
using Qcc.Measure;
using Qcc.Onnx.Runtime;
using Qcc.Search;

namespace Qcc.Targets;

/// <summary>
/// ONNX without floats between its inputs and outputs: standard operators on integers, grouped into functions of domain qcc (docs/int8-integer.md). It computes
/// the integers of every other integer target, so that ONNX Runtime checks them.
/// </summary>
public sealed record Int8Integer : IntegerOnlyTarget
{
    public override string Name => "int8-integer";
    public override string Summary => "integer-only ONNX: multiply, add and shift, the same integers on every target";
    public override string Extension => ".onnx";

    internal override CompiledFile Finish(EmittedModel emitted, string name, IReadOnlyList<IReadOnlyDictionary<string, Tensor>> samples)
    {
        if (!IntegerIo)
        {
            return base.Finish(emitted, name, samples);
        }
        Model onCodes = emitted.Lowered.Copy();
        CodeEdges edges = CodeEdges.Take(onCodes.Graph);
        if (!onCodes.Graph.Nodes.Any(FloatNodes.IsFloat) && samples is [var first, ..])
        {
            using var twin = new IntegerTwin(onCodes, new OrtSessionOptions(), name);
            TwinTally tally = twin.Compare(edges.Codes(first));
            if (tally.Mismatches > 0)
            {
                throw new DiagnosticException(CompileDiagnostics.OtherIntegers.At(new Place(name), tally.ToString()));
            }
        }
        onCodes.Metadata.AddRange(FloatEdges.Metadata(edges));
        return new EmittedOnnx(IntegerGraphEmitter.Emit(onCodes, Name, ProductVersion.Text), onCodes.Graph);
    }
}
