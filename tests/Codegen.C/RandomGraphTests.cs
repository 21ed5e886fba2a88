using Qcc.Core.Ir;
using Qcc.Core.Ops;
using Qcc.Core.Ops.Integer;
using static Qcc.Core.Ir.ElementType;

namespace Qcc.Codegen.C.Tests;

/// <summary>
/// Random graphs of operators that share memory in every way that <see cref="Memory.Placement"/> knows: views, parts of Concats, results over inputs, outputs
/// that are read again. A buffer that is overwritten too early shows as a layer that differs.
/// </summary>
public sealed class RandomGraphTests
{
    const int Columns = 4;

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    [InlineData(5)]
    public void NoLayerOverwritesWhatIsReadLater(int seed)
    {
        TestGraph g = Build(seed, 70);
        CProject project = CProject.Emit(g.Model, new CProjectOptions("model") { Samples = g.Samples(3) });
        Assert.InRange(project.Memory.ArenaBytes, project.Memory.LiveBytes, project.Memory.LiveBytes * 5 / 4);
        Toolchain.Strictest.Check(project, "model", 3 * (g.Graph.Outputs.Count + OperatorTests.LayersOf(project)));
    }

    static TestGraph Build(int seed, int nodes)
    {
        var g = new TestGraph(seed);
        Random random = g.Random;
        var values = new List<Value> { g.Input("a", S8, 6, Columns), g.Input("b", S8, 5, Columns), g.Codes("k", S8, -90, 90, 3, Columns) };
        // Recent values more often, so that lives end.
        Value Any() => values[^(1 + Math.Min(random.Next(8), values.Count - 1 - random.Next(2)))];
        for (int i = 0; i < nodes; i++)
        {
            Value x = Any(), y = Any();
            long rows = x.TensorType!.Shape![0].Size!.Value;
            Value[] results = random.Next(9) switch
            {
                0 => [OperatorCases.Copied(g, x)],
                1 => [Add(g, x, values.LastOrDefault(v => v != x && v.TensorType!.Equals(x.TensorType)) ?? x)],
                2 => [g.Node("max", ElementwiseOperators.Max, [x, OperatorCases.Copied(g, x), values.First(v => v.TensorType!.Equals(x.TensorType))])],
                3 when rows > 2 => [g.Node("cut", DataMovementOperators.Slice, [x, g.Shape(1), g.Shape(rows), g.Shape(0)])],
                4 when rows > 1 => g.Nodes(["first", "rest"], DataMovementOperators.Split, [x, g.Shape(1, rows - 1)], ("axis", 0)),
                5 when rows < 30 => [g.Node("joined", DataMovementOperators.Concat, [x, y], ("axis", 0))],
                6 when rows < 20 => [g.Node("both", DataMovementOperators.Concat, [OperatorCases.Copied(g, x), OperatorCases.Copied(g, y)], ("axis", 0))],
                7 => [g.Node("back", DataMovementOperators.Squeeze, [g.Node("cube", DataMovementOperators.Reshape, [x, g.Shape(1, rows, Columns)]), g.Shape(0)])],
                8 => [g.Node("turned", DataMovementOperators.Reshape, [g.Node("t", DataMovementOperators.Transpose, [x]), g.Shape(rows, Columns)])],
                _ => [g.Requantize(OperatorCases.Copied(g, x, S16), S8, 0.004, [1])],
            };
            values.AddRange(results);
            if (random.Next(7) == 0)
            {
                g.Output(results[^1]);
            }
        }
        g.Output(values[^1]);
        return g;
    }

    static Value Add(TestGraph g, Value x, Value y) => g.Node("add", IntegerOperators.Add, [x, y],
        ("a_multiplier", 3), ("b_multiplier", 5), ("shift", 3), ("to", (long)S8), ("zero_point", g.Random.Next(-20, 20)), ("low", -128), ("high", 127));
}
