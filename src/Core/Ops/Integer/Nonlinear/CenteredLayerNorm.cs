using System.Numerics;
using Qcc.Core.Ir;
using Qcc.Core.Quantization;

namespace Qcc.Core.Ops.Integer.Nonlinear;

/// <summary>
/// LayerNorm as I-BERT and I-ViT compute it, from a rounded mean and a rounded root, with G guard bits (14 for 8-bit codes, the 22 bits that I-BERT
/// feeds; fewer where V would reach 2^62) and with ε: x_i = RS(q_i, -G), μ = floor((2·Σx + n)/2n), y_i = x_i - μ, V = Σy² + e, e = max(1, RNE(n·ε·4^G/s²)),
/// S = the root of V, L = bit length of S, f = floor(2^(30+L)/S), N_i = RS(y_i·f, L) = y_i/S in Q30; code as <see cref="NormAffine"/> has it
/// with γ·√n. The published forms take G = 0 and f = floor(2^31/S), and are off by up to 80 steps on 8-bit codes.
/// Root: I-BERT's floor(√V) (steps 0), or I-ViT's fixed number of Newton's steps, from 2^ceil(bits/2) instead of 2^16.
/// Rounding: root and f down, μ, N and code half up. Saturation: e at 2^61, the output's codes. Widths: |y| below 2^31, V below 2^62, y·f below
/// 2^62, |N| below 2^31. n at most 2^14 for 8-bit and 2^12 for 16-bit codes. Error: 0.51 steps of 8 bits; of 16 bits
/// 1/2 + 2^-(G+1)·γ/(σ·s_y), σ the row's deviation in codes, for the mean is rounded.
/// </summary>
/// <param name="GuardBits">G.</param>
/// <param name="NewtonSteps">0 for the exact floor of the root.</param>
/// <param name="Epsilon">e.</param>
public sealed record CenteredLayerNorm(int GuardBits, int NewtonSteps, long Epsilon, NormAffine Affine, CodeRange Codes) : IntegerNorm(Affine, Codes)
{
    /// <summary>The steps of I-ViT's root.</summary>
    public const int IVitSteps = 10;

    /// <inheritdoc cref="IntegerLayerNorm.Create"/>
    /// <param name="newtonSteps">0 for the exact floor of the root, as I-BERT has it; <see cref="IVitSteps"/> as I-ViT.</param>
    public static CenteredLayerNorm Create(QuantParams input, ReadOnlySpan<float> gamma, ReadOnlySpan<float> beta, double epsilon, QuantParams output, int newtonSteps)
    {
        RequireInput(input, gamma.Length);
        Real n = gamma.Length, code = EpsilonOf(epsilon, input, n);
        int guardBits = GuardBitsOf(n * SquareOf(input), code, 14);
        return new(guardBits, newtonSteps, EpsilonCode(code, guardBits),
            NormAffine.Create(gamma, beta, output, 30, n.Sqrt()), UnaryForm.CodesOf(output));
    }

    protected override void ApplyRow(ReadOnlySpan<int> row, Span<int> codes)
    {
        long n = row.Length, sum = 0, squares = Epsilon;
        foreach (int q in row)
        {
            sum += Rounding.Shift(q, -GuardBits);
        }
        long mean = FloorDivide(2 * sum + n, 2 * n);
        foreach (int q in row)
        {
            long y = Rounding.Shift(q, -GuardBits) - mean;
            squares = checked(squares + y * y);
        }
        long root = NewtonSteps == 0 ? IntegerSqrt.Floor(squares) : IntegerSqrt.NewtonSteps(squares, NewtonSteps);
        int length = BitOperations.Log2((ulong)root) + 1;
        long inverse = (1L << (30 + length)) / root;
        for (int i = 0; i < row.Length; i++)
        {
            long y = Rounding.Shift(row[i], -GuardBits) - mean;
            codes[i] = Affine.Apply(i, Width.Signed(Rounding.Shift(Width.Signed(checked(y * inverse), 63), length), 32), Codes);
        }
    }

    /// <summary>floor(a/b), b > 0.</summary>
    static long FloorDivide(long a, long b) => a / b - (a % b < 0 ? 1 : 0);
}
