using System.Globalization;
using System.Numerics;
using Qcc.Core.Ir;
using Qcc.Core.Ops.Integer;
using Qcc.Core.Quantization;
using Qcc.EndToEnd.Tests.FusedKernels;

namespace Qcc.Benchmarks;

/// <summary>
/// For files of target int8-cpu: how many channels of their requantizers have an R31 with the codes of F32, by the width of the multiplier, and for how many
/// reachable accumulators the nearest R31 rounds otherwise than the exact scales do.
/// </summary>
static class MultiplierWidthsCommand
{
    const int Least = 8, Widest = 31;

    public static readonly Command Entry = new("multiplier-widths", "KIT   (KIT/files/*.onnx, as tests/Benchmarks/kit leaves them)", Run);

    /// <summary>Counts over channels, by the width of the multiplier.</summary>
    sealed class Widths
    {
        public long[] Equal { get; } = new long[Widest + 1];
        public long[] Found { get; } = new long[Widest + 1];
        public double[] Mismatches { get; } = new double[Widest + 1];
        public double[] Most { get; } = new double[Widest + 1];
        public long Channels { get; set; }
    }

    static int Run(string[] arguments, TextWriter output)
    {
        var all = new Widths();
        output.WriteLine("| network | channels | equal, nearest 31 bits | equal, searched | moved | most units | largest change | equal in the end |");
        output.WriteLine("|---|---:|---:|---:|---:|---:|---:|---:|");
        var each = new List<(string Network, Widths Widths)>();
        var unequal = new List<string>();
        foreach (string file in Directory.EnumerateFiles(Path.Combine(arguments is [var kit] ? kit : ".", "files"), "*.onnx").Order(StringComparer.Ordinal))
        {
            using var model = new TappedModel(file);
            var widths = new Widths();
            long searched = 0, moved = 0, equal = 0;
            int units = 0;
            double change = 0;
            foreach (Node node in model.Graph.Nodes)
            {
                if (LayerOf(node) is not { } layer)
                {
                    continue;
                }
                for (int c = 0; c < layer.Count; c++)
                {
                    Count(layer, c, widths, all);
                    NudgedScale? nudged = layer.Nudged(c, Widest);
                    if (nudged is null)
                    {
                        unequal.Add($"{Path.GetFileName(file)}: channel {c} of {node} is not equal: {layer.Ranges[c]}, m = {layer.F32(c).Multiplier:R}, {layer.Codes}");
                    }
                    if (nudged is { } proof)
                    {
                        equal++;
                        bool stayed = proof.Units == 0;
                        (searched, moved) = (searched + (stayed ? 1 : 0), moved + (stayed ? 0 : 1));
                        units = Math.Max(units, Math.Abs(proof.Units));
                        change = Math.Max(change, Math.Abs(proof.WeightScale / (double)layer.WeightScales[c] - 1));
                    }
                }
            }
            if (widths.Channels > 0)
            {
                each.Add((Path.GetFileNameWithoutExtension(file), widths));
                output.WriteLine(string.Create(CultureInfo.InvariantCulture,
                    $"| {each[^1].Network} | {widths.Channels} | {Share(widths.Equal[Widest], widths)} | {Share(searched, widths)} | {moved} | {units} | {change:0.0e-0} | {Share(equal, widths)} |"));
                output.Flush();
            }
        }
        output.WriteLine();
        output.WriteLine("| bits | equal to F32, nearest | equal to F32, searched | reachable accumulators with another code than exact scales give, mean | the worst channel |");
        output.WriteLine("|---:|---:|---:|---:|---:|");
        for (int w = Least; w <= Widest; w++)
        {
            output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"| {w} | {Share(all.Equal[w], all)} | {Share(all.Found[w], all)} | {all.Mismatches[w] / all.Channels:0.0e-0} | {all.Most[w]:0.0e-0} |"));
        }
        output.WriteLine();
        int[] shown = [8, 12, 16, 20, 24, 31];
        output.WriteLine($"| network | {string.Join(" | ", shown.Select(w => $"{w} bits"))} |");
        output.WriteLine($"|---|{string.Concat(shown.Select(_ => "---:|"))}");
        foreach ((string network, Widths widths) in each)
        {
            output.WriteLine($"| {network} | {string.Join(" | ", shown.Select(w => string.Create(CultureInfo.InvariantCulture, $"{widths.Mismatches[w] / widths.Channels:0.0e-0}, {Share(widths.Equal[w], widths)}")))} |");
        }
        unequal.ForEach(output.WriteLine);
        return unequal.Count == 0 && each.Count > 0 ? 0 : 1;
    }

    static string Share(long count, Widths widths) => string.Create(CultureInfo.InvariantCulture, $"{100.0 * count / widths.Channels:0.0} %");

    static void Count(RequantizedLayer layer, int channel, params ReadOnlySpan<Widths> tallies)
    {
        (F32Requantizer f32, AccumulatorRange range) = (layer.F32(channel), layer.Ranges[channel]);
        double[] exact = ExactThresholds(layer, channel);
        int bits = EqualRequantizer.Find(f32, range, Widest)?.Scale.Width ?? Widest + 1;
        foreach (Widths tally in tallies)
        {
            tally.Channels++;
        }
        for (int w = Least; w <= Widest; w++)
        {
            R31Requantizer nearest = f32.Nearest(w);
            bool equal = EqualRequantizer.Prove(f32, nearest, range);
            double differ = Difference(nearest, exact, range);
            foreach (Widths tally in tallies)
            {
                tally.Equal[w] += equal ? 1 : 0;
                tally.Found[w] += bits <= w ? 1 : 0;
                tally.Mismatches[w] += differ;
                tally.Most[w] = Math.Max(tally.Most[w], differ);
            }
        }
    }

    /// <summary>T_k = ceil((k - z - 1/2)·s_y / (s_x·s_w)) in exact arithmetic, for every code above the least; beyond the range it is its end.</summary>
    static double[] ExactThresholds(RequantizedLayer layer, int channel)
    {
        (BigInteger up, int upExponent) = Parts(layer.OutputScale);
        (BigInteger x, int xExponent) = Parts(layer.InputScale);
        (BigInteger w, int wExponent) = Parts(layer.WeightScales[channel]);
        int shift = upExponent - xExponent - wExponent - 1;
        (BigInteger numerator, BigInteger denominator) = shift >= 0 ? (up << shift, x * w) : (up, (x * w) << -shift);
        CodeRange codes = layer.Codes;
        AccumulatorRange range = layer.Ranges[channel];
        return [.. Enumerable.Range(codes.Low + 1, codes.High - codes.Low).Select(k =>
        {
            BigInteger quotient = BigInteger.DivRem((2 * (k - codes.ZeroPoint) - 1) * numerator, denominator, out BigInteger rest);
            return Math.Clamp((double)(rest.Sign > 0 ? quotient + 1 : quotient), range.Low, range.High + 1.0);
        })];

        static (BigInteger Mantissa, int Exponent) Parts(float value)
        {
            int exponent = MathF.ILogB(value) - 23;
            return (new BigInteger(Math.ScaleB((double)value, -exponent)), exponent);
        }
    }

    /// <summary>The share of reachable accumulators between the thresholds of the two.</summary>
    static double Difference(R31Requantizer r31, double[] exact, AccumulatorRange range)
    {
        double sum = 0;
        for (int i = 0; i < exact.Length; i++)
        {
            double threshold = Math.Clamp((double)r31.Threshold(r31.Codes.Low + 1 + i), range.Low, range.High + 1.0);
            sum += Math.Abs(threshold - exact[i]);
        }
        return sum / (range.High - range.Low + 1.0);
    }

    /// <summary>The layer of a fused kernel with constant weights and a result of codes, or null.</summary>
    static RequantizedLayer? LayerOf(Node node)
    {
        (int weights, int weightScale, int y, int bias, int axis) = node.Operator.Name switch
        {
            "QLinearConv" => (3, 4, 6, 8, 0),
            "QLinearMatMul" => (3, 4, 6, -1, 1),
            "QGemm" => (3, 4, 7, 6, node.Int("transB", 0) != 0 ? 0 : 1),
            _ => (0, 0, 0, 0, 0),
        };
        if (weights == 0 || node.Constant(weights) is not { } codes || node.Constant(y) is not { } outputScale || node.Constant(1) is not { } inputScale)
        {
            return null;
        }
        Tensor? vector = bias < 0 ? null : node.Constant(bias);
        return RequantizedLayer.Of(Parameters(inputScale, node.Constant(2)!), codes, node.Constant(weightScale)!.Floats.ToArray(), axis, vector is { Rank: > 1 } ? vector.Reshaped(vector.Count) : vector,
            Parameters(outputScale, node.Constant(y + 1)!));
    }

    static QuantParams Parameters(Tensor scale, Tensor zeroPoint) => QuantParams.PerTensor(zeroPoint.Element, scale.Floats[0], (int)zeroPoint.ToInt64()[0]);
}
