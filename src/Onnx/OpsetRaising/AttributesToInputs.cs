using Qcc.Core.Ir;

namespace Qcc.Onnx.OpsetRaising;

/// <summary>Conversions of operators that take as inputs what they had as attributes.</summary>
static class AttributesToInputs
{
    /// <summary>Squeeze, ReduceX(data) {axes}  =>  (data, axes); no axes and an empty list both mean all.</summary>
    public static void OptionalAxes(ConversionSite site)
    {
        if (site.TakeInts("axes") is { Count: > 0 } axes)
        {
            site.SetInput(1, Vector(site, "axes", axes));
        }
    }

    /// <summary>Unsqueeze(data) {axes}  =>  Unsqueeze(data, axes)</summary>
    public static void Axes(ConversionSite site) => site.SetInput(1, Vector(site, "axes", site.TakeInts("axes") ?? []));

    /// <summary>Split(input) {split}  =>  Split(input, split)</summary>
    public static void Split(ConversionSite site)
    {
        if (site.TakeInts("split") is { } sizes)
        {
            site.SetInput(1, Vector(site, "split", sizes));
        }
    }

    /// <summary>Slice(data) {starts, ends, axes}  =>  Slice(data, starts, ends, axes)</summary>
    /// <remarks>Without axes the lists speak of the first dimensions, as many as they have entries; as inputs they must speak of all.</remarks>
    public static void Slice(ConversionSite site)
    {
        IReadOnlyList<long> starts = site.TakeInts("starts") ?? [];
        IReadOnlyList<long> ends = site.TakeInts("ends") ?? [];
        IReadOnlyList<long> axes = site.TakeInts("axes") ?? [.. Enumerable.Range(0, starts.Count)];
        site.SetInput(1, Vector(site, "starts", starts));
        site.SetInput(2, Vector(site, "ends", ends));
        site.SetInput(3, Vector(site, "axes", axes));
    }

    /// <summary>TopK(X) {k}  =>  TopK(X, [k])</summary>
    public static void TopK(ConversionSite site) => site.SetInput(1, Vector(site, "k", [site.TakeInt("k") ?? 0]));

    /// <summary>Clip(x) {min, max}  =>  Clip(x, min, max)</summary>
    public static void Clip(ConversionSite site)
    {
        Bound(site, 1, "min");
        Bound(site, 2, "max");
    }

    /// <summary>Pad(data) {pads, value}  =>  Pad(data, pads, value); the value's default is 0 in both.</summary>
    public static void Pad(ConversionSite site)
    {
        site.SetInput(1, Vector(site, "pads", site.TakeInts("pads") ?? []));
        if (site.TakeFloat("value") is { } value and not 0 && site.Node.Text("mode", "constant") == "constant")
        {
            site.SetInput(2, site.Scalar("value", value, Data(site)));
        }
    }

    /// <summary>DFT(x, length) {axis}  =>  DFT(x, length, axis), with 1 as the axis where none is given: the input's default is another.</summary>
    public static void Dft(ConversionSite site) => site.SetInput(2, site.Constant("axis", Tensor.Of([site.TakeInt("axis") ?? 1])));

    static void Bound(ConversionSite site, int input, string name)
    {
        if (site.TakeFloat(name) is { } bound)
        {
            site.SetInput(input, site.Scalar(name, bound, Data(site)));
        }
    }

    static Value Data(ConversionSite site) => site.Node.Input(0) ?? throw site.Refuse("it has no input", "give it one");

    static Value Vector(ConversionSite site, string name, IReadOnlyList<long> values) => site.Constant(name, Tensor.Of([.. values], values.Count));
}
