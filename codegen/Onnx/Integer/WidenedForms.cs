using System.Globalization;
using Qcc.Core.Ir;
using Qcc.Core.Ops;
using Qcc.Core.Ops.Integer;

namespace Qcc.Codegen.Onnx.Integer;

/// <summary>
/// ONNX operators on codes of a type for which ONNX Runtime has no kernel: a function of the operator's name that goes through a wider type, which holds
/// every code, and back (docs/integer-arithmetic.md 6.1).
/// </summary>
static class WidenedForms
{
    /// <summary>The wider type for each operator and type of codes without a kernel; f64 where there is none of integers, exact for 16 bits.</summary>
    static readonly Dictionary<(Operator Operator, ElementType Codes), ElementType> Wider = new()
    {
        [(DataMovementOperators.Pad, ElementType.S16)] = ElementType.S32,
        [(DataMovementOperators.DepthToSpace, ElementType.S16)] = ElementType.F64,
        [(DataMovementOperators.SpaceToDepth, ElementType.S16)] = ElementType.F64,
        [(DataMovementOperators.Resize, ElementType.S16)] = ElementType.S32,
        [(PoolingOperators.MaxPool, ElementType.S16)] = ElementType.F64,
        [(ReductionOperators.ReduceMax, ElementType.S16)] = ElementType.S32,
        [(ReductionOperators.ArgMax, ElementType.S16)] = ElementType.S32,
        [(ElementwiseOperators.Max, ElementType.S16)] = ElementType.S32,
        [(ElementwiseOperators.Min, ElementType.S16)] = ElementType.S32,
    };

    /// <summary>The function that takes the place of the operator, or null where ONNX Runtime has a kernel.</summary>
    public static FunctionText? Of(Node node)
    {
        if (node.Input(0)?.TensorType is not { } type || !Wider.TryGetValue((node.Operator, type.Element), out ElementType wider))
        {
            return null;
        }
        string[] inputs = [.. node.Inputs.Select((_, i) => string.Create(CultureInfo.InvariantCulture, $"X{i}"))];
        bool[] areCodes = [.. node.Inputs.Select(v => v?.TensorType?.Element == type.Element)];
        bool givesCodes = node.Output.TensorType?.Element == type.Element;
        string attributes = string.Join(", ", node.Operator.Attributes.Where(a => a.Since <= QdqEmitter.Opset && a.Until >= QdqEmitter.Opset).Select(a => $"{a.Name}=${a.Name}"));
        return new FunctionText(node.Operator.Name, $"{type.Element.Name()}_{string.Concat(node.Inputs.Select((v, i) => v is null ? '0' : areCodes[i] ? 'c' : '1'))}", $$"""
            graph {{node.Operator.Name}}({{string.Join(", ", inputs.Select(i => $"%{i}"))}}) -> (%Y) {
            {{string.Concat(inputs.Where((_, i) => areCodes[i]).Select(i => $"  %{i}Wide = Cast(%{i}) {{to={(int)wider}}}\n"))}}
              {{(givesCodes ? "%wide" : "%Y")}} = {{node.Operator.Name}}({{string.Join(", ", inputs.Select((input, i) => node.Inputs[i] is null ? "_" : areCodes[i] ? $"%{input}Wide" : $"%{input}"))}}) { {{attributes}} }
            {{(givesCodes ? $"  %Y = Cast(%wide) {{to={(int)type.Element}}}" : "")}}
            }
            """);
    }
}
