using static Qcc.Core.Ops.AttributeKind;

namespace Qcc.Core.Ops;

/// <summary>Signal processing.</summary>
public static class SignalOperators
{
    public static readonly Operator DFT = new("DFT")
    {
        Versions = [17, 20],
        Summary = "Discrete Fourier transform.",
        Inputs = [new("input"), new("dft_length", Optional: true), new("axis", Optional: true, Since: 20)],
        Outputs = [new("output")],
        Attributes = [new("axis", Int, Until: 19), new("inverse", Int), new("onesided", Int)],
    };

    public static readonly Operator STFT = new("STFT")
    {
        Versions = [17],
        Summary = "Short-time Fourier transform.",
        Inputs = [new("signal"), new("frame_step"), new("window", Optional: true), new("frame_length", Optional: true)],
        Outputs = [new("output")],
        Attributes = [new("onesided", Int)],
    };

    public static readonly Operator MelWeightMatrix = new("MelWeightMatrix")
    {
        Versions = [17],
        Summary = "Weights from spectrum bins to mel bins.",
        Inputs = [new("num_mel_bins"), new("dft_length"), new("sample_rate"), new("lower_edge_hertz"), new("upper_edge_hertz")],
        Outputs = [new("output")],
        Attributes = [new("output_datatype", Int)],
    };

    public static readonly Operator HannWindow = new("HannWindow")
    {
        Versions = [17],
        Summary = "Hann window.",
        Inputs = [new("size")],
        Outputs = [new("output")],
        Attributes = [new("output_datatype", Int), new("periodic", Int)],
    };

    public static readonly Operator HammingWindow = new("HammingWindow")
    {
        Versions = [17],
        Summary = "Hamming window.",
        Inputs = [new("size")],
        Outputs = [new("output")],
        Attributes = [new("output_datatype", Int), new("periodic", Int)],
    };

    public static readonly Operator BlackmanWindow = new("BlackmanWindow")
    {
        Versions = [17],
        Summary = "Blackman window.",
        Inputs = [new("size")],
        Outputs = [new("output")],
        Attributes = [new("output_datatype", Int), new("periodic", Int)],
    };

    /// <summary>The entries of this file.</summary>
    public static IReadOnlyList<Operator> All { get; } =
    [
        DFT, STFT, MelWeightMatrix, HannWindow, HammingWindow, BlackmanWindow,
    ];
}
