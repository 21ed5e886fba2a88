using System.Globalization;
using System.Text.RegularExpressions;
using Qcc.Codegen.C.Layers;
using Qcc.Core.Ops;

namespace Qcc.Codegen.C.Tests;

/// <summary>Every operator's C against the evaluator, every tensor bit for bit, under the address and undefined-behaviour sanitizers.</summary>
public sealed partial class OperatorTests
{
    public static TheoryData<string> Cases() => [.. OperatorCases.All.Keys];

    [Theory, MemberData(nameof(Cases))]
    public void TheCompiledOperatorGivesTheEvaluatorsIntegers(string name)
    {
        for (int seed = 1; seed <= 2; seed++)
        {
            var graph = new TestGraph(seed);
            OperatorCases.All[name](graph);
            const int Samples = 3;
            CProject project = CProject.Emit(graph.Model, new CProjectOptions("ops") { Samples = graph.Samples(Samples) });
            (seed == 2 && Toolchain.HasClang ? Toolchain.StrictestClang : Toolchain.Strictest).Check(project, "ops", Samples * (graph.Graph.Outputs.Count + LayersOf(project)));
        }
    }

    /// <summary>Layers that the test of a project traces.</summary>
    internal static int LayersOf(CProject project) => int.Parse(Count().Match(project.Files["test_vectors.h"]).Groups[1].Value, CultureInfo.InvariantCulture);

    [Fact]
    public void EveryFormOfTheTableHasACase()
    {
        var used = new HashSet<Operator>();
        foreach (Action<TestGraph> build in OperatorCases.All.Values)
        {
            var graph = new TestGraph(1);
            build(graph);
            used.UnionWith(graph.Graph.Nodes.Select(n => n.Operator));
        }
        Assert.Empty(LayerTable.Operators.Except(used));
    }

    [Fact]
    public void EveryOperatorOfIntegerGraphsHasAForm() => Assert.Equal([QuantizationOperators.QuantizeLinear, QuantizationOperators.DequantizeLinear],
        OperatorTable.All.Where(o => o.Semantics is not null).Except(LayerTable.Operators));

    [GeneratedRegex(@"#define TEST_LAYERS (\d+)")]
    private static partial Regex Count();
}
