using Qcc.Core.Ir;
using Qcc.Core.Quantization;

namespace Qcc.Passes.Quantize;

/// <summary>Nanoseconds that placed units take by the kernel table, conversions between float and integers included. What has no kernel counts as nothing.</summary>
public static class ExpectedLatency
{
    /// <summary>Of units as they are placed.</summary>
    public static double Of(IReadOnlyList<QuantUnit> units, ActivationStatistics statistics, KernelTable table)
    {
        double ns = units.Sum(u => u.IsInteger ? u.Cost.IntegerNs : u.Cost.FloatNs);
        var producers = units.ToDictionary(u => u.Output);
        var chains = new ElementwiseChains(units.Where(u => u.IsInteger));
        foreach ((Value value, List<QuantUnit> readers) in PartitionGraph.Readers(units))
        {
            QuantUnit? producer = producers.GetValueOrDefault(value);
            bool madeInIntegers = producer is { IsInteger: true, Kernel.Form: not KernelForm.Dynamic };
            bool readAsCodes = readers.Any(r => r.IsInteger && r.QuantizedInputs.Contains(value));
            bool readAsFloats = value.IsGraphOutput || readers.Any(r => !(r.IsInteger && r.QuantizedInputs.Contains(value)));
            CrossingCost cost = table.Crossing(statistics.ShapeOf(value) ?? []);
            if (!madeInIntegers && readAsCodes)
            {
                ns += cost.QuantizeNs + cost.MixedLayoutNs * chains.LengthFrom(value);
            }
            // A result that nobody reads as codes may stay float behind its kernel.
            if (madeInIntegers && readAsFloats && (readAsCodes || producer is not { Kernel.CanKeepFloatResult: true, Activation: null }))
            {
                ns += cost.DequantizeNs;
            }
        }
        return ns;
    }

    /// <summary>Of the same units, all in float.</summary>
    public static double OfFloat(IReadOnlyList<QuantUnit> units) => units.Sum(u => u.Cost.FloatNs);
}
