using Qcc.Core.Ir;
using Qcc.Core.Ops.Integer.Nonlinear;
using Qcc.Core.Quantization;

namespace Qcc.Core.Tests.Ops.Integer.Nonlinear;

/// <summary>docs/integer-arithmetic.md 4.1, over all 256 codes.</summary>
public sealed class CodeTableTests
{
    public static TheoryData<string, ElementType, ElementType> Cases
    {
        get
        {
            var cases = new TheoryData<string, ElementType, ElementType>();
            foreach (UnaryFunction function in UnaryFunctions.All)
            {
                cases.Add(function.Name, ElementType.S8, ElementType.U8);
                cases.Add(function.Name, ElementType.U8, ElementType.S8);
                cases.Add(function.Name, ElementType.S8, ElementType.S16);
            }
            return cases;
        }
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void EveryEntryIsTheCorrectlyRoundedCode(string name, ElementType from, ElementType to)
    {
        UnaryFunction function = UnaryFunctions.All.Single(f => f.Name == name);
        foreach (double range in new[] { 0.3, 2, 8.5, 40 })
        {
            QuantParams input = UnaryCase.For(from, -range, range * 0.8), output = UnaryCase.ImageOf(function, input, to);
            CodeTable table = CodeTable.Create(function, input, output);
            // Half a step, and the double's own error in steps.
            Assert.InRange(ErrorOf.Form(table, function).Max, 0, 0.5 + 1e-8);
            Assert.Equal(256, table.Entries.Length);
        }
    }

    [Fact]
    public void TiesRoundToEven()
    {
        QuantParams q = QuantParams.PerTensor(ElementType.S8, 0.25f, 0);
        CodeTable table = CodeTable.Create(UnaryFunctions.Affine(0.5, 0), q, q);
        Assert.Equal([-2, -2, -1, 0, 0, 0, 1, 2, 2], Enumerable.Range(-4, 9).Select(table.Apply));
    }

    [Fact]
    public void BeyondTheOutputItSaturates()
    {
        CodeTable table = CodeTable.Create(UnaryFunctions.Exp, QuantParams.PerTensor(ElementType.S8, 1, 0), QuantParams.PerTensor(ElementType.U8, 1, 3));
        Assert.Equal([3, 4, 6, 10, 23, 58, 151, 255, 255], Enumerable.Range(-1, 9).Select(table.Apply));
        Assert.Equal(255, table.Apply(127));
        Assert.Equal(3, table.Apply(-128));
    }

    [Fact]
    public void AChainIsRoundedOnce()
    {
        QuantParams x = UnaryCase.For(ElementType.U8, -6, 6);
        UnaryFunction chain = UnaryFunctions.Sigmoid.Then(UnaryFunctions.Affine(4, -2)).Then(UnaryFunctions.Relu);
        QuantParams y = UnaryCase.ImageOf(chain, x, ElementType.U8);
        Assert.InRange(ErrorOf.Form(CodeTable.Create(chain, x, y), chain).Max, 0.25, 0.5 + 1e-9);
    }

    [Fact]
    public void SpansAreMappedInPlace()
    {
        QuantParams q = QuantParams.PerTensor(ElementType.U8, 1, 100);
        int[] codes = [0, 99, 100, 101, 255];
        CodeTable.Create(UnaryFunctions.Relu, q, q).Apply(codes, codes);
        Assert.Equal([100, 100, 100, 101, 255], codes);
    }

    [Fact]
    public void OtherWidthsAreRefused()
    {
        QuantParams word = QuantParams.PerTensor(ElementType.S16, 1, 0), octet = QuantParams.PerTensor(ElementType.S8, 1, 0);
        Assert.Throws<ArgumentException>(() => CodeTable.Create(UnaryFunctions.Relu, word, octet));
        Assert.Throws<ArgumentException>(() => CodeTable.Create(UnaryFunctions.Relu, octet, QuantParams.PerTensor(ElementType.S32, 1, 0)));
    }
}
