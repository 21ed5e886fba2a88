using System.Globalization;
using System.Text.RegularExpressions;
using Qcc.Core.Ir;
using Qcc.Core.Quantization;
using Qcc.Core.Text;
using Qcc.Core.Verify;
using Qcc.Passes.Lower;

namespace Qcc.Passes.Tests.Lower;

/// <summary>A graph with a plan written into it. Unless a test says otherwise, what has an integer kernel is integer.</summary>
sealed class Lowered
{
    readonly Graph _graph;

    /// <param name="text">A graph in text form.</param>
    /// <param name="values">"name scale zeroPoint [type [scale and zeroPoint of narrow codes]]", comma-separated: the plan's values.</param>
    /// <param name="placements">"output placement", comma-separated: where that is not Integer for a node with a kernel, Float for others.</param>
    /// <param name="kernels">Those of <see cref="Observed"/> where null.</param>
    public Lowered(string text, string values, string placements = "", KernelTable? kernels = null)
    {
        kernels ??= Observed.Kernels;
        _graph = GraphParser.ParseGraph(text);
        var others = Fields(placements).ToDictionary(p => p[0], p => Enum.Parse<Placement>(p[1]));
        var plan = new QuantizationPlan
        {
            Target = "test",
            Method = "",
            Nodes = [.. _graph.Nodes.Select(n => new NodeDecision(n.Output.Name, n.Label, n.Operator.Name, others.TryGetValue(n.Output.Name, out Placement other) ? other
                : kernels.Find(n) is null ? Placement.Float : Placement.Integer, ""))],
            Values = [.. Fields(values).Select(Decision)],
        };
        Names = InsertQuantizeDequantize.Run(_graph, plan, kernels);
        Assert.Empty(Verifier.Verify(new Model(_graph)));
    }

    public LoweredNames Names { get; }

    public Graph Graph => _graph;

    /// <summary>The nodes alone, one a line, with constants at their uses, values numbered in order, types left out.</summary>
    public string Text
    {
        get
        {
            string[] lines = [.. GraphPrinter.Print(_graph, new PrintOptions { Names = ValueNames.Numbered }).Split('\n').Select(l => l.Trim().Split(" : ")[0]).Where(l => l.Contains(" = ", StringComparison.Ordinal))];
            var constants = lines.Where(l => l[0] == '@').Select(l => l.Split(" = ")).ToDictionary(l => l[0], l => l[1]);
            string nodes = Regex.Replace(string.Join('\n', lines.Where(l => l[0] == '%')), @"@\d+", m => constants[m.Value]);
            var numbers = new Dictionary<string, int>();
            return Regex.Replace(nodes, @"%(\d+)", m => $"%{(numbers.TryGetValue(m.Value, out int n) ? n : numbers[m.Value] = numbers.Count)}");
        }
    }

    static ValueDecision Decision(string[] fields)
    {
        (float Scale, int ZeroPoint) Parameters(int at) => (float.Parse(fields[at], CultureInfo.InvariantCulture), int.Parse(fields[at + 1], CultureInfo.InvariantCulture));
        (float scale, int zeroPoint) = Parameters(1);
        NarrowCodes? narrow = fields.Length > 4 && Parameters(4) is var (narrowScale, narrowZero) ? new NarrowCodes(narrowScale, narrowZero) : null;
        return new ValueDecision(fields[0], scale, zeroPoint, "", fields.Length > 3 ? Enum.Parse<ElementType>(fields[3]) : ElementType.U8, narrow);
    }

    static IEnumerable<string[]> Fields(string list) => list.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries).Select(f => f.Split(' '));
}
