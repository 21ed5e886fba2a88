using Qcc.Core.Ir;
using Qcc.Core.Ops.Integer.Nonlinear;
using Qcc.Core.Quantization;

namespace Qcc.Core.Tests.Ops.Integer.Nonlinear;

/// <summary>Forms are measured and chosen by error and memory.</summary>
public sealed class NonlinearFormsTests
{
    static readonly QuantParams Octet = QuantParams.PerTensor(ElementType.S8, 4f / 127, 0);
    static readonly QuantParams Word = QuantParams.PerTensor(ElementType.S16, MathF.ScaleB(1, -12), 0);

    static MeasuredForm<string> Form(string name, double error, int bytes) => new(name, name, new ErrorOf(error, 0, 0), bytes);

    [Fact]
    public void TheFirstWithinTheBudgetIsChosen()
    {
        MeasuredForm<string>[] forms = [Form("table", 0.5, 256), Form("polynomial", 0.52, 36), Form("shift", 0.9, 0)];
        Assert.Equal("table", NonlinearForms.Choose(forms, 0.55).Name);
        Assert.Equal("polynomial", NonlinearForms.Choose(forms, 0.55, 255).Name);
        Assert.Equal("shift", NonlinearForms.Choose(forms, 0.55, 35).Name);
        Assert.Equal("table", NonlinearForms.Choose(forms, 0.4).Name);
        Assert.Equal("polynomial", NonlinearForms.Choose(forms, 0.4, 100).Name);
    }

    [Fact]
    public void WhereNothingFitsTheSmallestIsChosen() =>
        Assert.Equal("small", NonlinearForms.Choose([Form("large", 0.5, 1024), Form("small", 0.6, 512)], 0.55, 100).Name);

    [Fact]
    public void GeluOf8BitsHasFourForms()
    {
        QuantParams output = UnaryCase.ImageOf(UnaryFunctions.Gelu, Octet, ElementType.U8);
        IReadOnlyList<MeasuredForm<UnaryForm>> forms = NonlinearForms.Unary(UnaryFunctions.Gelu, Octet, output);
        Assert.Equal(["table", "polynomial", "I-BERT", "shift"], forms.Select(f => f.Name));
        Assert.Equal([256, 36, 0, 0], forms.Select(f => f.Bytes));
        Assert.All(forms.Zip([0.5000001, 0.51, 1.6, 1.8]), p => Assert.InRange(p.First.Error.Max, 0.4, p.Second));
        Assert.Equal("table", NonlinearForms.Choose(forms, 0.55).Name);
        Assert.Equal("polynomial", NonlinearForms.Choose(forms, 0.55, 100).Name);
    }

    [Fact]
    public void FunctionsWithoutAnotherFormHaveTheirTable()
    {
        MeasuredForm<UnaryForm> only = Assert.Single(NonlinearForms.Unary(UnaryFunctions.Erf, Octet, UnaryCase.For(ElementType.S8, -1, 1)));
        Assert.Equal("table", NonlinearForms.Choose([only], 0.55, 0).Name);
        Assert.Equal(0, only.Error.Off);
    }

    [Fact]
    public void SixteenBitsAreInterpolated()
    {
        IReadOnlyList<MeasuredForm<UnaryForm>> forms = NonlinearForms.Unary(UnaryFunctions.Swish(), Word, QuantParams.PerTensor(ElementType.S16, 8f / 32767, 0));
        Assert.Equal(["interpolation", "exponential"], forms.Select(f => f.Name));
        Assert.Equal(513 * 4, forms[0].Bytes);
        Assert.Equal(((InterpolatedTable)forms[0].Form).MaxError, forms[0].Error.Max);
        Assert.Equal("exponential", NonlinearForms.Choose(forms, 0.9, 1000).Name);
    }

    [Fact]
    public void SoftmaxTakesTheTableOf8BitsAndTwoOf16()
    {
        IReadOnlyList<MeasuredForm<IntegerSoftmax>> octets = NonlinearForms.Softmax(QuantParams.PerTensor(ElementType.U8, 0.1f, 128), ElementType.U8, 64);
        Assert.Equal(6, octets.Count);
        Assert.Equal("table", NonlinearForms.Choose(octets, 0.55).Name);
        Assert.Equal("degree 3", NonlinearForms.Choose(octets, 0.55, 100).Name);
        Assert.True(octets.Single(f => f.Name.StartsWith("shift", StringComparison.Ordinal)).Error.Max > 0.55);
        IReadOnlyList<MeasuredForm<IntegerSoftmax>> words = NonlinearForms.Softmax(QuantParams.PerTensor(ElementType.S16, 1e-3f, 0), ElementType.S16, 64);
        Assert.Equal("two tables", NonlinearForms.Choose(words, 0.6).Name);
        Assert.Equal("degree 5", NonlinearForms.Choose(words, 0.7, 100).Name);
    }

    /// <summary>Polynomials are as exact at best, and the shift form less: what is cheapest to run is taken.</summary>
    [Theory]
    [InlineData(ElementType.U8, 0.1f, ElementType.U8, ExponentialForm.Table)]
    [InlineData(ElementType.S8, 0.02f, ElementType.S16, ExponentialForm.Table)]
    [InlineData(ElementType.S16, 1e-3f, ElementType.U8, ExponentialForm.TwoTables)]
    [InlineData(ElementType.S16, 1e-3f, ElementType.S16, ExponentialForm.TwoTables)]
    public void TheBestSoftmaxHasTables(ElementType input, float scale, ElementType output, ExponentialForm form)
    {
        var scores = QuantParams.PerTensor(input, scale, 0);
        MeasuredForm<IntegerSoftmax> best = NonlinearForms.BestSoftmax(scores, output, 64);
        Assert.Equal(NegativeExponential.Create(form, scores.Scale).GetType(), best.Form.Exponential.GetType());
        Assert.All(NonlinearForms.Softmax(scores, output, 64), other => Assert.True(other.Error.Max >= best.Error.Max - 0.05, other.Name));
    }

    [Fact]
    public void NormsTakeTheExactForm()
    {
        float[] gamma = [.. Enumerable.Range(0, 96).Select(i => 0.5f + i / 96f)], beta = [.. gamma.Select(g => g - 1)];
        var norm = new NormReference(Octet, gamma, beta, 1e-5, Centered: true);
        QuantParams output = QuantParams.PerTensor(ElementType.S8, 0.06f, 0);
        IReadOnlyList<MeasuredForm<IntegerNorm>> forms = NonlinearForms.Norm(norm, output);
        Assert.Equal(["exact", "I-BERT", "I-ViT"], forms.Select(f => f.Name));
        Assert.Equal("exact", NonlinearForms.Choose(forms, 0.55).Name);
        Assert.Equal("exact", Assert.Single(NonlinearForms.Norm(norm with { Centered = false, Beta = [] }, output)).Name);
    }

    [Fact]
    public void MeasuringIsRepeatable() => Assert.Equal(
        NonlinearForms.Softmax(Octet, ElementType.U8, 33).Select(f => f.Error), NonlinearForms.Softmax(Octet, ElementType.U8, 33).Select(f => f.Error));
}
