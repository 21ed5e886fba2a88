using Qcc.Core.Ir;
using Qcc.Core.Quantization;

namespace Qcc.Passes.Quantize;

/// <summary>
/// Runs of elementwise kernels that read each other's results (the Adds of a residual stream): where one operand has another memory
/// layout, the whole run pays for it.
/// </summary>
sealed class ElementwiseChains
{
    readonly Dictionary<Value, List<QuantUnit>> _readers = [];

    public ElementwiseChains(IEnumerable<QuantUnit> units)
    {
        foreach (QuantUnit unit in units.Where(u => u.Kernel?.Form is KernelForm.Elementwise or KernelForm.SameScale))
        {
            foreach (Value value in unit.QuantizedInputs)
            {
                (_readers.TryGetValue(value, out List<QuantUnit>? list) ? list : _readers[value] = []).Add(unit);
            }
        }
    }

    /// <summary>Number of elementwise kernels with several operands that the value reaches through others of their kind.</summary>
    public int LengthFrom(Value value)
    {
        var reached = new HashSet<QuantUnit>();
        var pending = new Stack<Value>([value]);
        while (pending.TryPop(out Value? next))
        {
            foreach (QuantUnit unit in _readers.GetValueOrDefault(next) ?? [])
            {
                if (reached.Add(unit))
                {
                    pending.Push(unit.Output);
                }
            }
        }
        return reached.Count(u => u.QuantizedInputs.Count() > 1);
    }
}
