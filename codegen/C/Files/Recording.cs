using Qcc.Core.Ir;
using Qcc.Core.Ops.Integer;

namespace Qcc.Codegen.C.Files;

/// <summary>What the evaluator gives for one sample.</summary>
/// <param name="Inputs">The graph's inputs in its order.</param>
/// <param name="Outputs">Its outputs.</param>
/// <param name="Layers">For each traced value a hash of its elements (<see cref="HashOf"/>).</param>
sealed record Recording(Tensor[] Inputs, Tensor[] Outputs, ulong[] Layers)
{
    /// <summary>Runs the evaluator.</summary>
    public static Recording Of(Network network, Graph graph, IReadOnlyDictionary<string, Tensor> sample)
    {
        IReadOnlyDictionary<string, Tensor> values = IntegerEvaluator.Run(graph, sample);
        Tensor ValueOf(Value value) => values.GetValueOrDefault(value.Name) ?? value.Constant!;
        return new([.. network.Inputs.Select(p => sample[p.Value.Name])], [.. network.Outputs.Select(p => ValueOf(p.Value))],
            [.. network.Traced.Select(v => HashOf(ValueOf(v).Bytes.Span))]);
    }

    /// <summary>A sample of codes of all sizes, the same in every run; indices are zero.</summary>
    public static IReadOnlyDictionary<string, Tensor> AnySample(Network network)
    {
        var random = new Random(1);
        return network.Inputs.ToDictionary(p => p.Value.Name, p =>
        {
            var bytes = new byte[Memory.Sizes.Bytes(p.Value)];
            if (p.Type.BitWidth() is 8 or 16 && p.Type != ElementType.Bool)
            {
                random.NextBytes(bytes);
            }
            return new Tensor(p.Type, Memory.Sizes.Of(p.Value), bytes);
        });
    }

    /// <summary>FNV-1a of 64 bits over the elements' bytes, the lowest first.</summary>
    static ulong HashOf(ReadOnlySpan<byte> bytes)
    {
        ulong hash = 14695981039346656037;
        foreach (byte b in bytes)
        {
            hash = unchecked((hash ^ b) * 1099511628211);
        }
        return hash;
    }
}
