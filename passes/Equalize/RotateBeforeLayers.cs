using Qcc.Core.Ir;
using Qcc.Core.Ops;
using Qcc.Core.Quantization;

namespace Qcc.Passes.Equalize;

/// <summary>
/// x read by layers W becomes x·R read by Rᵀ·W, R of diagonal blocks <see cref="FlatRotation"/>: Reshape, one product of a small matrix, Reshape. Where values stand out in
/// other channels of each token (products of two activations before the last layer of a gated unit), no factor per channel helps and nothing before
/// can take a rotation (docs/algorithms.md C19; Ashkboos et al., QuaRot). The function stays.
/// </summary>
public static class RotateBeforeLayers
{
    /// <summary>Width of a block, if that many divide the channels: a wider one spreads more and takes as many times the multiplications.</summary>
    const int MostBlock = 32;

    const int LeastBlock = 16;

    /// <summary>Widest block that a plan may ask for: its matrix is a constant of the model.</summary>
    const int LargestGiven = 1024;

    /// <summary>The range has to fall to this share of it, to pay for the product.</summary>
    const double LargestShare = 0.6;

    const string Suffix = "_rotated";

    /// <summary>Values that dense layers read and whose range a rotation lowers clearly, with the signs of a block.</summary>
    public static IReadOnlyList<EqualizationDecision> Choose(Graph graph, ActivationStatistics statistics)
    {
        var decisions = new List<EqualizationDecision>();
        foreach (Value value in DenseReaders.In(graph))
        {
            int channels = (int)LinearLayer.Inputs(DenseReaders.Of(value)[0]), block = Math.Min(MostBlock, channels & -channels);
            if (block >= LeastBlock && statistics.Of(value) is { HasNonFinite: false, Count: > 0 } seen && seen.Channels == channels && seen.Axis == value.TensorType!.Rank - 1)
            {
                float[] signs = FlatRotation.Signs(block, decisions.Count);
                if (Range(seen, new FlatRotation(signs, keepsMeans: false)) <= LargestShare * Range(seen, null))
                {
                    decisions.Add(new EqualizationDecision([value.Name], signs, nameof(RotateBeforeLayers)));
                }
            }
        }
        return decisions;
    }

    /// <summary>High less low over the kept channel vectors, zero included.</summary>
    static double Range(ValueStatistics seen, FlatRotation? rotation)
    {
        (double low, double high) = (0, 0);
        foreach (float[] vector in seen.ChannelVectors)
        {
            double[] x = Array.ConvertAll(vector, v => (double)v);
            for (int first = 0; rotation is not null && first < x.Length; first += rotation.Width)
            {
                rotation.Apply(x.AsSpan(first, rotation.Width));
            }
            (low, high) = (Math.Min(low, x.Min()), Math.Max(high, x.Max()));
        }
        return high - low;
    }

    /// <summary>Writes decisions into a graph whose values have the names that they were made for.</summary>
    public static void Apply(Graph graph, IReadOnlyList<EqualizationDecision> decisions)
    {
        foreach (EqualizationDecision decision in decisions)
        {
            if (Find(graph, decision) is { } value)
            {
                Rotate(graph, value, new FlatRotation(decision.Factors, keepsMeans: false));
            }
        }
    }

    static void Rotate(Graph graph, Value value, FlatRotation rotation)
    {
        IReadOnlyList<Node> layers = DenseReaders.Of(value);
        Node first = DenseReaders.First(layers);
        TensorType type = value.TensorType!;
        long channels = type.Size(-1)!.Value, block = rotation.Width;
        long[] leading = new long[type.Rank!.Value - 1];
        Dim[] outer = [.. type.Shape!.Take(leading.Length)];
        Value Reshaped(Value x, long[] last, string name)
        {
            // Zero: the size of the input at the same place.
            Value shape = graph.AddConstant(name + "_shape", Tensor.Of([.. leading, .. last], [leading.Length + last.Length]));
            Value result = graph.InsertNamed(first, DataMovementOperators.Reshape, [x, shape], [name]).Output;
            result.Type = new TensorType(ElementType.F32, [.. outer, .. last.Select(Dim.Of)]);
            return result;
        }
        Value blocks = Reshaped(value, [channels / block, block], value.Name + Suffix + "_blocks");
        var identity = new float[block * block];
        for (int i = 0; i < block; i++)
        {
            identity[i * block + i] = 1;
        }
        Value matrix = graph.AddConstant(value.Name + Suffix + "_by", rotation.Along(Tensor.Of(identity, [block, block]), 1));
        Value product = graph.InsertNamed(first, MatrixOperators.MatMul, [blocks, matrix], [value.Name + Suffix + "_product"]).Output;
        product.Type = blocks.Type;
        Value rotated = Reshaped(product, [channels], value.Name + Suffix);
        foreach (Node layer in layers)
        {
            Graph.SetInput(layer, 0, rotated);
            Tensor weight = layer.Constant(1)!;
            int axis = 1 - LinearLayer.OutputAxis(layer);
            Tensor split = Tensor.Of(weight.Floats.ToArray(), [.. weight.Shape.Take(axis), channels / block, block, .. weight.Shape.Skip(axis + 1)]);
            LinearLayer.SetConstant(layer, 1, Tensor.Of(rotation.Along(split, axis + 1).Floats.ToArray(), [.. weight.Shape]));
        }
    }

    /// <summary>Why the product that this pass adds stays float; null for other nodes.</summary>
    public static string? WhyFloat(Node node) => node.Operator == MatrixOperators.MatMul && node.Inputs[0]?.Producer?.Operator == DataMovementOperators.Reshape
        && node.Output.Uses is [{ Node: var after }] && after.Operator == DataMovementOperators.Reshape && node.Constant(1) is { } matrix && IsRotation(matrix)
            ? "it rotates what is to be rounded behind it" : null;

    /// <summary>Whether a matrix is the block of a rotation: all its elements are 1/√D or -1/√D, and its columns are orthogonal.</summary>
    static bool IsRotation(Tensor matrix)
    {
        if (matrix is not { Rank: 2, Element: ElementType.F32 } || matrix.Shape[0] != matrix.Shape[1] || matrix.Shape[0] is < LeastBlock or > MostBlock)
        {
            return false;
        }
        ReadOnlySpan<float> r = matrix.Floats;
        int width = (int)matrix.Shape[0];
        float root = 1 / MathF.Sqrt(width);
        for (int i = 0; i < r.Length; i++)
        {
            if (MathF.Abs(MathF.Abs(r[i]) - root) > 1e-6f)
            {
                return false;
            }
        }
        for (int a = 0; a < width; a++)
        {
            for (int b = 0; b < a; b++)
            {
                float dot = 0;
                for (int k = 0; k < width; k++)
                {
                    dot += r[k * width + a] * r[k * width + b];
                }
                if (MathF.Abs(dot) > 1e-5f)
                {
                    return false;
                }
            }
        }
        return true;
    }

    /// <summary>Why the last decision does not fit a graph; null where it does.</summary>
    public static string? Refuses(Graph graph, IReadOnlyList<EqualizationDecision> decisions) =>
        decisions[^1] is var decision && decision.Values.Count == 1 && decision.Factors.Length <= LargestGiven && decision.Factors.All(f => f is 1 or -1) && Find(graph, decision) is not null
        && !graph.Nodes.SelectMany(n => n.Outputs).Any(v => v?.Name.StartsWith(decision.Values[0] + Suffix, StringComparison.Ordinal) == true)
            ? null : "is read by no dense layer whose channels are blocks of that many";

    static Value? Find(Graph graph, EqualizationDecision decision) =>
        DenseReaders.In(graph).FirstOrDefault(v => v.Name == decision.Values[0] && decision.Factors.Length > 0 && LinearLayer.Inputs(DenseReaders.Of(v)[0]) % decision.Factors.Length == 0);
}
