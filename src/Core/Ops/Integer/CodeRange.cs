using Qcc.Core.Ir;
using Qcc.Core.Quantization;

namespace Qcc.Core.Ops.Integer;

/// <summary>The codes that a value takes: all of its type, or fewer behind a fused ReLU or Clip (docs/integer-arithmetic.md 3.7).</summary>
/// <param name="ZeroPoint">z, the code of zero; need not lie between the limits.</param>
/// <param name="Low">lo, the least code.</param>
/// <param name="High">hi, the greatest code, at least lo.</param>
public readonly record struct CodeRange(int ZeroPoint, int Low, int High)
{
    /// <summary>All codes of a type, with the zero point of the parameters.</summary>
    public static CodeRange Of(QuantParams q) => new(q.ZeroPoint, (int)q.Type.Range().Low, (int)q.Type.Range().High);

    /// <summary>0..255.</summary>
    public static CodeRange U8(int zeroPoint) => new(zeroPoint, 0, 255);

    /// <summary>-128..127.</summary>
    public static CodeRange S8(int zeroPoint) => new(zeroPoint, -128, 127);

    /// <summary>clamp(code, lo, hi).</summary>
    public int Clamp(long code) => (int)Math.Clamp(code, Low, High);

    /// <summary>The range with the zero point among its codes, as a kernel sees it that pads: padded positions hold the zero point (1.4).</summary>
    public CodeRange Padded() => this with { Low = Math.Min(Low, ZeroPoint), High = Math.Max(High, ZeroPoint) };

    /// <summary>lo' = max(lo, min), hi' = min(hi, max): behind a Clip to codes min..max (3.7).</summary>
    public CodeRange Narrowed(int min, int max) => this with { Low = Math.Clamp(min, Low, High), High = Math.Clamp(max, Low, High) };
}
