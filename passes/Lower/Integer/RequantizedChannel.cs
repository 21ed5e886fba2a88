using Qcc.Core.Ops.Integer;

namespace Qcc.Passes.Lower.Integer;

/// <summary>One number by which a Requantize scales.</summary>
/// <param name="Multiplier">m, float32.</param>
/// <param name="F32">A function of float32 that the integers are to be equal to, so that the multiplier needs few bits; null for the nearest.</param>
/// <param name="Reachable">The numbers that come in, for which they are to be equal.</param>
/// <param name="IsKernel">Whether that is what ONNX Runtime computes in its place.</param>
readonly record struct RequantizedChannel(float Multiplier, Requantizer? F32 = null, AccumulatorRange Reachable = default, bool IsKernel = true)
{
    /// <summary>The dyadic multiplier of the fewest bits that gives the codes of <see cref="F32"/> for everything reachable; null where there is none.</summary>
    public Dyadic? Equal(int bits) => F32 is not null && Reachable.FitsInt32 ? EqualRequantizer.Find(F32, Reachable, bits)?.Scale : null;
}
