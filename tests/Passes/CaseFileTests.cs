using Qcc.Core.Ir;
using Qcc.Core.Rewrite;
using Qcc.Testing.Cases;

namespace Qcc.Passes.Tests;

/// <summary>The runner itself: a case that is wrong must be reported.</summary>
public sealed class CaseFileTests
{
    const string Text = """
        // About these cases.

        case a Relu goes
        graph g(%x: f32[2]) -> (%y) {
          %a = Relu(%x)
          %y = Sigmoid(%a)
        }
        =>
        graph g(%x: f32[2]) -> (%y) {
          %y = Sigmoid(%x)
        }

        case nothing to do
        graph g(%x: f32[2]) -> (%y) {
          %y = Sigmoid(%x)
        }
        => unchanged

        case an output stays
        graph g(%x: f32[2]) -> (%y) {
          %y = Relu(%x)
        }
        => declined: the graph returns it

        """;

    [Fact]
    public void AFileIsFormattedAsItIsRead()
    {
        CaseFile file = CaseFile.Parse("basic.qir", Text);
        Assert.Equal(["a Relu goes", "nothing to do", "an output stays"], file.Cases.Select(c => c.Title));
        Assert.Equal([4, 14, 20], file.Cases.Select(c => c.BeforeLine));
        Assert.Equal(Text, CaseFile.Format(file.Header, file.Cases));
    }

    [Fact]
    public void CasesThatHoldGiveNoDifference() => Assert.Empty(Differences(Text));

    [Theory]
    [InlineData("%y = Sigmoid(%x)\n}\n\ncase nothing", "%y = Tanh(%x)\n}\n\ncase nothing")]
    [InlineData("=> unchanged", "=> declined: the graph returns it")]
    [InlineData("the graph returns it", "another reason")]
    public void AWrongExpectationIsADifference(string right, string wrong)
    {
        Assert.Contains(right, Text, StringComparison.Ordinal);
        Assert.Single(Differences(Text.Replace(right, wrong, StringComparison.Ordinal)));
    }

    [Fact]
    public void ACaseWithoutArrowIsRefused() => Assert.Throws<InvalidDataException>(() => CaseFile.Parse("basic.qir", "case a\ngraph g() -> () {\n}\n"));

    [Fact]
    public void AcceptingWritesWhatThePassDoes()
    {
        string path = Path.Combine(Path.GetTempPath(), $"{Guid.NewGuid():n}.qir");
        try
        {
            File.WriteAllText(path, Text.Replace("=> unchanged", "=>", StringComparison.Ordinal));
            Assert.Empty(new CaseRunner(new RemoveRelu(), new NoRuntime()) { Accepts = true }.Run(CaseFile.Read(path)));
            Assert.Equal(Text, File.ReadAllText(path));
        }
        finally
        {
            File.Delete(path);
        }
    }

    static IReadOnlyList<string> Differences(string text) =>
        new CaseRunner(new RemoveRelu(), new NoRuntime()) { Accepts = false }.Run(CaseFile.Parse("basic.qir", text));

    sealed class RemoveRelu : Pass
    {
        public override string Summary => "Relu(x) => x, unless the graph returns it";
        public override Stage Stage => Stage.Canonicalize;

        public override bool Run(Graph graph, PassContext context)
        {
            Node? relu = graph.Nodes.FirstOrDefault(n => n.Operator.Name == "Relu");
            if (relu is null)
            {
                return false;
            }
            if (relu.Output.IsGraphOutput)
            {
                context.Declined(Name, relu.Output, "the graph returns it");
                return false;
            }
            graph.ReplaceAllUses(relu.Output, relu.Inputs[0]!);
            graph.Erase(relu);
            return true;
        }
    }
}
