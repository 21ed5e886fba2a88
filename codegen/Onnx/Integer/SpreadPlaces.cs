using Qcc.Core.Ir;
using Qcc.Core.Ops;

namespace Qcc.Codegen.Onnx.Integer;

/// <summary>
/// A transposed convolution as a convolution with the mirrored kernel: element i of X stands at i·stride - pad + (kernel - 1)·dilation along an axis,
/// and what lies between is the zero point.
/// </summary>
static class SpreadPlaces
{
    /// <summary>For each spatial axis the index of the element of X at each place, the size of X where there is none; s64.</summary>
    public static IReadOnlyList<Tensor> Of(Node node)
    {
        IReadOnlyList<Dim> x = node.Input(0)!.TensorType!.Shape!, y = node.Output.TensorType!.Shape!, w = node.Input(1)!.TensorType!.Shape!;
        Window[] windows = Window.Of(node, x, [.. w.Skip(2).Select(d => d.Size!.Value)])!;
        return [.. windows.Select((window, axis) => Places(window, x[axis + 2].Size!.Value, y[axis + 2].Size!.Value))];
    }

    static Tensor Places(Window window, long from, long to)
    {
        var places = new long[to + window.Extent - 1];
        for (long e = 0; e < places.Length; e++)
        {
            long at = e - (window.Extent - 1) + window.PadBegin, element = at / window.Stride;
            places[e] = at >= 0 && at % window.Stride == 0 && element < from ? element : from;
        }
        return Tensor.Of(places, places.Length);
    }
}
