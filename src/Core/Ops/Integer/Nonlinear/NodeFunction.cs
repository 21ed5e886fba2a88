using Qcc.Core.Ir;
using static Qcc.Core.Ops.ActivationOperators;
using static Qcc.Core.Ops.ElementwiseOperators;

namespace Qcc.Core.Ops.Integer.Nonlinear;

/// <summary>The function that a node applies to each element of its one input that is not constant.</summary>
public static class NodeFunction
{
    static readonly Dictionary<Operator, Func<Node, UnaryFunction?>> Functions = new()
    {
        [Sigmoid] = _ => UnaryFunctions.Sigmoid,
        [Tanh] = _ => UnaryFunctions.Tanh,
        [Erf] = _ => UnaryFunctions.Erf,
        [Exp] = _ => UnaryFunctions.Exp,
        [Log] = _ => UnaryFunctions.Log,
        [Sqrt] = _ => UnaryFunctions.Sqrt,
        [Reciprocal] = _ => UnaryFunctions.Reciprocal,
        [Abs] = _ => UnaryFunctions.Abs,
        [Neg] = _ => UnaryFunctions.Neg,
        [Sign] = _ => UnaryFunctions.Sign,
        [Floor] = _ => UnaryFunctions.Floor,
        [Ceil] = _ => UnaryFunctions.Ceil,
        [Round] = _ => UnaryFunctions.Round,
        [Sin] = _ => UnaryFunctions.Sin,
        [Cos] = _ => UnaryFunctions.Cos,
        [Tan] = _ => UnaryFunctions.Tan,
        [Asin] = _ => UnaryFunctions.Asin,
        [Acos] = _ => UnaryFunctions.Acos,
        [Atan] = _ => UnaryFunctions.Atan,
        [Sinh] = _ => UnaryFunctions.Sinh,
        [Cosh] = _ => UnaryFunctions.Cosh,
        [Asinh] = _ => UnaryFunctions.Asinh,
        [Acosh] = _ => UnaryFunctions.Acosh,
        [Atanh] = _ => UnaryFunctions.Atanh,
        [Relu] = _ => UnaryFunctions.Relu,
        [HardSwish] = _ => UnaryFunctions.HardSwish,
        [Softplus] = _ => UnaryFunctions.Softplus,
        [Softsign] = _ => UnaryFunctions.Softsign,
        [Mish] = _ => UnaryFunctions.Mish,
        [Gelu] = n => n.Text("approximate", "none") == "tanh" ? UnaryFunctions.GeluTanh : UnaryFunctions.Gelu,
        [ContribOperators.Gelu] = _ => UnaryFunctions.Gelu,
        [ContribOperators.FastGelu] = n => n.Input(1) is null ? UnaryFunctions.GeluTanh : null,
        [ContribOperators.QuickGelu] = n => UnaryFunctions.Swish(n.Float("alpha", 1.702f)),
        [Swish] = n => UnaryFunctions.Swish(n.Float("alpha", 1)),
        [LeakyRelu] = n => UnaryFunctions.LeakyRelu(n.Float("alpha", 0.01f)),
        [PRelu] = n => Number(n, 1) is { } slope ? UnaryFunctions.LeakyRelu(slope) : null,
        [Elu] = n => UnaryFunctions.Elu(n.Float("alpha", 1)),
        [Celu] = n => UnaryFunctions.Celu(n.Float("alpha", 1)),
        [Selu] = n => UnaryFunctions.Selu(n.Float("alpha", 1.67326319217681884765625f), n.Float("gamma", 1.05070102214813232421875f)),
        [HardSigmoid] = n => UnaryFunctions.HardSigmoid(n.Float("alpha", 0.2f), n.Float("beta", 0.5f)),
        [ThresholdedRelu] = n => UnaryFunctions.ThresholdedRelu(n.Float("alpha", 1)),
        [Shrink] = n => UnaryFunctions.Shrink(n.Float("bias", 0), n.Float("lambd", 0.5f)),
        [Clip] = OfClip,
        [Max] = n => n.Inputs.Count == 2 && (Number(n, 0) ?? Number(n, 1)) is { } low ? UnaryFunctions.Clip(low, double.PositiveInfinity) : null,
        [Min] = n => n.Inputs.Count == 2 && (Number(n, 0) ?? Number(n, 1)) is { } high ? UnaryFunctions.Clip(double.NegativeInfinity, high) : null,
        [Add] = n => (Number(n, 0) ?? Number(n, 1)) is { } term ? UnaryFunctions.Affine(1, term) : null,
        [Mul] = n => (Number(n, 0) ?? Number(n, 1)) is { } factor ? UnaryFunctions.Affine(factor, 0) : null,
        [Sub] = n => Number(n, 1) is { } term ? UnaryFunctions.Affine(1, -term) : Number(n, 0) is { } from ? UnaryFunctions.Affine(-1, from) : null,
        [Div] = n => Number(n, 1) is { } divisor ? UnaryFunctions.Quotient(divisor)
            : Number(n, 0) is { } dividend ? UnaryFunctions.Reciprocal.Then(UnaryFunctions.Affine(dividend, 0)) : null,
        [Pow] = n => Number(n, 1) is { } power ? UnaryFunctions.Pow(power) : null,
    };

    /// <summary>The function, or null where the operator is none of one variable, or a constant has more elements than one.</summary>
    /// <remarks>Constants are float32 of one element, of any rank: broadcasting keeps the input's elements in their order.</remarks>
    public static UnaryFunction? Of(Node node)
    {
        ArgumentNullException.ThrowIfNull(node);
        // A constant of more dimensions than the argument would add dimensions to the result.
        int? rank = node.Inputs.OfType<Value>().FirstOrDefault(v => !v.IsConstant)?.TensorType?.Rank;
        return rank is not null && node.Inputs.OfType<Value>().Any(v => v.IsConstant && v.TensorType?.Rank > rank) ? null : Functions.GetValueOrDefault(node.Operator)?.Invoke(node);
    }

    /// <summary>Limits are inputs, before opset 11 attributes; an absent one is open.</summary>
    static UnaryFunction? OfClip(Node node)
    {
        double? low = node.Input(1) is null ? node.Float("min", float.NegativeInfinity) : Number(node, 1);
        double? high = node.Input(2) is null ? node.Float("max", float.PositiveInfinity) : Number(node, 2);
        return low is { } from && high is { } to ? UnaryFunctions.Clip(from, to) : null;
    }

    static double? Number(Node node, int input) => node.Constant(input) is { Element: ElementType.F32, Count: 1 } number && float.IsFinite(number.Floats[0]) ? number.Floats[0] : null;
}
