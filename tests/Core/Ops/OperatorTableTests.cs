using Qcc.Core.Ops;

namespace Qcc.Core.Tests.Ops;

public sealed class OperatorTableTests
{
    public static TheoryData<string> Names() => [.. OperatorTable.All.Select(o => o.ToString())];

    [Theory, MemberData(nameof(Names))]
    public void AnEntryIsWellFormed(string name)
    {
        Operator op = OperatorTable.All.Single(o => o.ToString() == name);
        Assert.NotEmpty(op.Summary);
        Assert.Equal(op.Versions.Order().Distinct(), op.Versions);
        Assert.NotEmpty(op.Outputs);
        Assert.Equal(op.Attributes.Count, op.Attributes.Select(a => a.Name).Distinct(StringComparer.Ordinal).Count());
        Assert.All(op.Inputs.Concat(op.Outputs), p => Assert.True(p.Since <= p.Until));
        Assert.Same(op, OperatorTable.Find(op.Domain, op.Name));
    }

    [Fact]
    public void BothNamesOfTheDefaultDomainFindTheSame() =>
        Assert.Same(ConvolutionOperators.Conv, OperatorTable.Find("ai.onnx", "Conv"));
}
