using System.Numerics.Tensors;
using Qcc.Core.Ir;
using Qcc.Core.Ops;
using Qcc.Core.Ops.Integer;
using Qcc.Core.Ops.Integer.Nonlinear;
using Qcc.Core.Quantization;
using Qcc.Core.Rewrite;
using static Qcc.Core.Ops.NormalizationOperators;
using static Qcc.Core.Ops.QuantizationOperators;
using Tensor = Qcc.Core.Ir.Tensor;

namespace Qcc.Passes.Lower.Integer;

/// <summary>Q(LayerNormalization(DQ(x), γ, β), s_y, z_y)  =>  qcc.LayerNormalization(x, g, h);  RMS normalization alike</summary>
/// <remarks>docs/integer-arithmetic.md 5.5: g = γ / s_y and h = β / s_y with fraction bits.</remarks>
public sealed class LowerNormalization : RewriteRule
{
    /// <summary>Gains and offsets in output steps, whose fraction bits <see cref="NormAffine"/> then has room for.</summary>
    const float Largest = 1L << 40;

    static readonly Matched norm = new("norm"), y = new("y");
    static readonly Var x = new("x");
    static readonly Const gamma = new("gamma"), beta = new("beta"), s = new("s"), z = new("z", ElementType.Undefined);

    public override string Summary => "Q(LayerNormalization(DQ(x))) => qcc.LayerNormalization(x); RMS normalization alike";

    public override Stage Stage => Stage.Lower;

    public override OpPattern Before { get; } = QuantizeLinear.Of(
        new[] { LayerNormalization, ContribOperators.SimplifiedLayerNormalization }.Of(x, gamma, beta.Optional).As(norm).UsedOnce, s, z).As(y);

    public override string? Guard(Match m) => IntegerOperands.Refusal(m[x]) ?? IntegerOperands.Refusal(m[y]) ?? Refusal(m[norm])
        ?? (new[] { m[gamma], m.OrNull(beta) }.OfType<Tensor>().Any(t => TensorPrimitives.MaxMagnitude(t.Floats) is var most && Math.Abs(most) > IntegerOperands.Parameters(m[y])!.Scale * Largest)
            ? "its gains or offsets are too large for the scale of its result" : null);

    public override Value After(Match m, Rewriter r)
    {
        r.Continues = m[norm];
        (QuantParams input, QuantParams output) = (IntegerOperands.Parameters(m[x].Producer)!, IntegerOperands.Parameters(m[y])!);
        float epsilon = m[norm].Float("epsilon", 1e-5f);
        ReadOnlySpan<float> shift = m.OrNull(beta) is { } b ? b.Floats : default;
        bool centred = m[norm].Operator == LayerNormalization;
        (long e, int guard, NormAffine affine, CodeRange codes) = centred && IntegerLayerNorm.Create(input, m[gamma].Floats, shift, epsilon, output) is var layer
            ? (layer.Epsilon, layer.GuardBits, layer.Affine, layer.Codes)
            : IntegerRmsNorm.Create(input, m[gamma].Floats, epsilon, output) is var rms ? (rms.Epsilon, rms.GuardBits, rms.Affine, rms.Codes) : default;
        Value gains = r.Constant(Tensor.Of(ElementType.S32, affine.Gains.ToArray(), affine.Gains.Length), $"{m[norm].Output.Name}_gain");
        Value? offsets = centred ? r.Constant(Tensor.Of(affine.Offsets.ToArray(), affine.Offsets.Length), $"{m[norm].Output.Name}_offset") : null;
        (string, AttributeValue?)[] attributes = [.. NonlinearSemantics.AttributesOf(e, guard, affine, codes, output.Type).Select(a => (a.Name, (AttributeValue?)a.Value))];
        return r.Node(centred ? IntegerOperators.LayerNormalization : IntegerOperators.RmsNormalization, [IntegerOperands.Codes(m[x]), gains, offsets],
            centred ? attributes : [IntegerOperands.ZeroPoint("x_zero_point", input), .. attributes]);
    }

    /// <summary>Why a normalization has no integer form, or null: rows along the last axis, with constant gains of 1 to 4096 elements.</summary>
    public static string? Refusal(Node node) =>
        node.Input(0)?.TensorType?.Rank is not { } rank ? "its rank is not known"
        : node.Int("axis", -1) is var axis && axis != -1 && axis != rank - 1 ? "normalizes more than the last axis"
        : node.Constant(1) is not { Element: ElementType.F32, Rank: 1, Count: > 0 and <= IntegerNorm.MaxLength16 } gain || NonFinite.First(gain) is not null || node.Input(0)!.TensorType!.Size(-1) != gain.Count ? $"its gains are not constants, one for each of 1 to {IntegerNorm.MaxLength16} elements"
        : node.Input(2) is not null && (node.Constant(2) is not { Element: ElementType.F32 } shift || shift.Count != gain.Count || NonFinite.First(shift) is not null) ? "its offsets are not constants of the gains' number"
        : null;
}
