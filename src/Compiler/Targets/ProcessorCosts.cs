namespace Qcc.Targets;

/// <summary>Kernels that share a scale: their times on a processor stand to the model of <see cref="KernelCosts"/> as that of one does.</summary>
enum KernelClass
{
    Conv,
    Depthwise,
    Vector,
    Matrix,
    Add,
    Mul,
    Sigmoid,
    LeakyRelu,

    /// <summary>From codes to floats and back beside convolutions; in the place of float times are those of the convolutions.</summary>
    Crossing,
}

/// <summary>Times of a class of kernels over those of the model.</summary>
readonly record struct KernelScale(double Float, double Integer);

/// <summary>
/// What ONNX Runtime's kernels take on a processor, as <c>kernel-costs</c> of tests/Benchmarks measures it: scales of the model of <see cref="KernelCosts"/>. A file runs on
/// other machines than the one that compiles it, so what becomes integer must not be slower than float on any of these (PartitionGraph).
/// </summary>
sealed record ProcessorCosts(string Name, IReadOnlyDictionary<KernelClass, KernelScale> Scales)
{
    /// <summary>The processor that the model is fitted to, docs/int8-cpu.md.</summary>
    public static ProcessorCosts Reference { get; } = new("AMD Zen 4 (AVX-512 VNNI)", new Dictionary<KernelClass, KernelScale>());

    /// <summary>Other processors.</summary>
    public static IReadOnlyList<ProcessorCosts> Others { get; } =
    [
        new("Intel Xeon (AVX-512 VNNI)", new Dictionary<KernelClass, KernelScale>
        {
            [KernelClass.Conv] = new(0.62, 0.76),
            [KernelClass.Depthwise] = new(0.34, 0.61),
            [KernelClass.Vector] = new(0.55, 0.56),
            [KernelClass.Matrix] = new(0.64, 0.80),
            [KernelClass.Add] = new(0.83, 1.14),
            [KernelClass.Mul] = new(1.44, 1.30),
            [KernelClass.Sigmoid] = new(0.78, 0.64),
            [KernelClass.LeakyRelu] = new(1.60, 1.51),
            [KernelClass.Crossing] = new(0.72, 1.98),
        }),
    ];
}
