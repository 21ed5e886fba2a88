using CsCheck;
using Qcc.Core.Diagnostics;
using Qcc.Core.Ir;
using Qcc.Core.Rewrite;
using Qcc.Onnx.Runtime;
using Qcc.Passes.Forms;

namespace Qcc.Passes.Tests.Forms;

/// <summary>Forms for integer kernels keep the float function on random shapes, within the rounding of their sums.</summary>
public sealed class FormsTests
{
    /// <summary>Elements of <see cref="Observed.Bell"/> are at most 1.5.</summary>
    const double Largest = 1.5;

    static readonly Gen<(int Seed, int Groups, int Kernel, int Pad)> Layers = Gen.Select(Gen.Int[0, 1 << 20], Gen.Int[2, 4], Gen.Int[1, 3], Gen.Int[0, 2]);

    /// <param name="terms">Rounded operations of a sum.</param>
    /// <param name="magnitude">Bound of the sum of magnitudes.</param>
    static void Keeps(string text, long[] input, int seed, Pass form, int terms, double magnitude)
    {
        var net = new Observed(text, Observed.Bell((int)input.Aggregate(1L, (a, b) => a * b), seed));
        float[] expected = net.Run(net.Model)["y"];
        Model changed = net.Model.Copy();
        Assert.True(form.Run(changed.Graph, new PassContext(changed, new OrtRuntime("test"), new DiagnosticList())));
        float[] actual = net.Run(changed)["y"];
        Assert.Equal(expected.Length, actual.Length);
        double bound = 2 * (terms + 4) * Math.ScaleB(1, -24) * magnitude;
        Assert.All(expected.Zip(actual), p => Assert.Equal(p.First, p.Second, bound));
    }

    [Fact]
    public void AnAveragePoolIsADepthwiseConvolution() => Layers.Sample((seed, channels, kernel, pad) =>
    {
        var random = new Random(seed);
        (int width, int stride) = (random.Next(1, 4), random.Next(1, 3));
        pad = Math.Min(pad, kernel - 1);
        Keeps($$"""
            graph g(%x: f32[2,{{channels}},7,6]) -> (%y) {
              %y = AveragePool(%x) {kernel_shape=[{{kernel}},{{width}}], strides=[{{stride}},1], pads=[{{pad}},0,{{pad}},0], count_include_pad=1}
            }
            """, [2, channels, 7, 6], seed, new AveragePoolToDepthwiseConv(), kernel * width, Largest);
    }, iter: 40);

    [Fact]
    public void NarrowGroupsAreOneConvolution() => Layers.Sample((seed, groups, kernel, pad) =>
    {
        var random = new Random(seed);
        (int depth, int filters, int stride) = (random.Next(2, 5), random.Next(1, 4), random.Next(1, 3));
        Keeps($$"""
            graph g(%x: f32[2,{{depth * groups}},7,6]) -> (%y) {
              %y = Conv(%x, {{Observed.Weights(seed, filters * groups, depth, kernel, 2)}}, {{Observed.Weights(seed + 1, filters * groups)}}) {group={{groups}}, strides=[1,{{stride}}], pads=[{{pad}},1,0,{{pad}}]}
            }
            """, [2, depth * groups, 7, 6], seed, new GroupedConvToDense(), depth * groups * kernel * 2 + 1, depth * kernel * 2 * Largest * Largest + Largest);
    }, iter: 40);
}
