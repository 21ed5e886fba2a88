using Qcc.Passes.Equalize;
using Qcc.Passes.Quantize;

namespace Qcc.Search;

/// <summary>The choices that are tried and kept by held-out error: a composition of remedies.</summary>
/// <param name="Observer">How ranges are read; null where layers find them at each run.</param>
/// <param name="CorrectsBias">Whether biases take up the mean error of rounded weights.</param>
/// <param name="Rewrites">What is done to the float model before, in this order.</param>
/// <param name="Rounding">How weights become codes.</param>
sealed record Recipe(Observer? Observer, bool CorrectsBias, IReadOnlyList<ModelRewrite> Rewrites, Rounding Rounding = Rounding.Nearest)
{
    /// <summary>Bits of the codes of activations.</summary>
    public ActivationWidths Widths { get; init; } = ActivationWidths.ByReader;

    /// <summary>The first outputs of layers that could have a fixed range and find it at each run instead, in ordinal order.</summary>
    public IReadOnlyList<string> AtRun { get; init; } = [];

    /// <summary>Layers that are float since they cost more in integers than they gain.</summary>
    public int FloatLayers { get; init; }

    public override string ToString() => string.Join(" + ", new[]
    {
        Observer switch { null => "ranges at each run", Qcc.Observer.MinMax => "min-max ranges", Qcc.Observer.Percentile => "percentile ranges", Qcc.Observer.Entropy => "entropy ranges", _ => "MSE ranges" },
        Rounding switch { Rounding.Compensated => "compensated rounding", Rounding.CompensatedBesideBias => "compensated rounding beside the mean", _ => "" },
        CorrectsBias ? "bias correction" : "",
        Widths.IsChosen ? "widths of activations by their error" : "",
    }.Concat(Rewrites.Select(r => r.Name))
        .Append(AtRun.Count switch { 0 => "", 1 => "range of 1 layer at each run", var n => $"ranges of {n} layers at each run" })
        .Append(FloatLayers switch { 0 => "", 1 => "1 layer in float", var n => $"{n} layers in float" }).Where(part => part.Length > 0));
}

/// <summary>How weights become codes.</summary>
enum Rounding
{
    /// <summary>Each to the nearest.</summary>
    Nearest,

    /// <summary>Together, by what the layer's output loses.</summary>
    Compensated,

    /// <summary>Together, by what the layer's output loses beside its mean, which the corrected bias restores.</summary>
    CompensatedBesideBias,
}
