using Qcc.Codegen.Onnx.Integer;
using Qcc.Core.Ir;
using Qcc.Core.Ops;
using Qcc.Core.Ops.Integer;
using Qcc.Onnx;

namespace Qcc.Codegen.Onnx;

/// <summary>
/// Writes an integer graph (docs/integer-graph.md) as ONNX: every node of the dialect stays, and calls a local function of standard operators that
/// computes exactly what the node means (docs/int8-integer.md).
/// </summary>
public static class IntegerGraphEmitter
{
    /// <summary>The function for a node of each operator of the dialect; it may give the node inputs and attributes that the function needs.</summary>
    static readonly Dictionary<Operator, Func<Node, FunctionText>> Forms = new()
    {
        [IntegerOperators.Conv] = ProductForms.Conv,
        [IntegerOperators.ConvTranspose] = ProductForms.ConvTranspose,
        [IntegerOperators.MatMul] = ProductForms.MatMul,
        [IntegerOperators.Requantize] = RequantizeForm.Of,
        [IntegerOperators.Add] = ElementwiseForms.Add,
        [IntegerOperators.Mul] = ElementwiseForms.Mul,
        [IntegerOperators.Lookup] = TableForms.Lookup,
        [IntegerOperators.Interpolate] = TableForms.OfInterpolate,
        [IntegerOperators.Sum] = SumForms.Sum,
        [IntegerOperators.SumPool] = SumForms.SumPool,
        [IntegerOperators.Softmax] = SoftmaxForms.Of,
        [IntegerOperators.LayerNormalization] = NormForms.LayerNormalization,
        [IntegerOperators.RmsNormalization] = NormForms.RmsNormalization,
        [IntegerOperators.ResizeLinear] = ResizeForms.Of,
    };

    /// <summary>Functions take weights of bytes: halves become those when the model is loaded.</summary>
    static void WidenWeights(Node node)
    {
        if (node.Input(1) is { IsConstant: true, Constant.Element: ElementType.S4 } halves)
        {
            Node cast = node.Graph.Insert(node, ElementwiseOperators.Cast, [halves], $"{halves.Name}_bytes");
            cast.Set("to", (long)ElementType.S8);
            cast.Output.Type = halves.TensorType! with { Element = ElementType.S8 };
            Graph.SetInput(node, 1, cast.Output);
        }
    }

    /// <summary>The model, ready to be written and marked as ours.</summary>
    /// <exception cref="ArgumentException">A node of domain qcc has no form.</exception>
    public static ExportedModel Emit(Model lowered, string target, string version) => QdqEmitter.Emit(WithFunctions(lowered), target, version);

    /// <summary>
    /// A copy whose nodes of domain qcc call functions; all types of the graph are known. One without such nodes stays as it is, but for codes of
    /// 16 bits.
    /// </summary>
    /// <inheritdoc cref="Emit" path="/exception"/>
    public static Model WithFunctions(Model lowered)
    {
        Model model = lowered.Copy();
        var library = new FunctionLibrary(model);
        foreach (Node node in model.Graph.Nodes.ToArray())
        {
            if (node.Operator.Domain == IntegerOperators.Domain)
            {
                WidenWeights(node);
                Func<Node, FunctionText> form = Forms.GetValueOrDefault(node.Operator) ?? throw new ArgumentException($"{node} has no form of standard operators");
                library.Call(node, form(node));
            }
            else if (WidenedForms.Of(node) is { } widened)
            {
                Graph.SetOperator(node, Operator.Unknown(node.Operator.Name, IntegerOperators.Domain));
                library.Call(node, widened);
            }
        }
        if (model.Functions.Any(f => f.Domain == IntegerOperators.Domain))
        {
            model.SetOpset(IntegerOperators.Domain, 1);
            model.IrVersion = Math.Max(model.IrVersion, QdqEmitter.IrVersion);
        }
        foreach (Value unused in model.Graph.Initializers.Where(v => !v.IsUsed).ToArray())
        {
            model.Graph.RemoveInitializer(unused);
        }
        return model;
    }
}
