using Qcc.Core.Ir;
using Qcc.Core.Text;

namespace Qcc.Core.Tests.Ir;

public sealed class GraphOutputTests
{
    [Fact]
    public void InnerValuesBecomeOutputsBehindTheOthers()
    {
        Graph graph = GraphParser.ParseGraph("graph g(%x: f32[4]) -> (%c) {\n%a = Relu(%x)\n%b = Relu(%a)\n%c = Relu(%b)\n}");
        graph.AddOutputs(v => v.Name != "b");
        Assert.Equal(["c", "a"], graph.Outputs.Select(o => o.Name));
        graph.AddOutputs(_ => true);
        Assert.Equal(["c", "a", "b"], graph.Outputs.Select(o => o.Name));
        Assert.All(graph.Outputs, o => Assert.True(o.IsGraphOutput));
    }
}
