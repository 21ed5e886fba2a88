using Qcc.Core.Ir;
using Qcc.Core.Quantization;

namespace Qcc.Core.Ops.Integer.Nonlinear;

/// <summary>
/// The integer forms that an operator has, measured over all its inputs (unary functions) or over seeded rows, and the choice between them. Forms
/// stand in the order of what they cost to run: tables first (docs/integer-arithmetic.md 5.1).
/// </summary>
public static class NonlinearForms
{
    /// <summary>Forms without a table, and the functions they are forms of.</summary>
    static readonly IReadOnlyList<(UnaryFunction Function, string Name, Func<QuantParams, QuantParams, UnaryForm> Create)> WithoutTable =
    [
        (UnaryFunctions.Sigmoid, "exponential", IntegerSigmoid.Create),
        (UnaryFunctions.Tanh, "exponential", IntegerTanh.Create),
        (UnaryFunctions.Swish(), "exponential", IntegerSilu.Create),
        (UnaryFunctions.Gelu, "polynomial", IntegerGelu.Create),
        (UnaryFunctions.Gelu, "I-BERT", IBertGelu.Create),
        (UnaryFunctions.Gelu, "shift", ShiftGelu.Create),
    ];

    /// <summary>
    /// Every form of a function of 8 or 16 bits. A 16-bit input's table has the least segments within the budget of
    /// <see cref="InterpolatedTable.DefaultBudget"/>.
    /// </summary>
    /// <exception cref="ArgumentException">A type has other bits.</exception>
    public static IReadOnlyList<MeasuredForm<UnaryForm>> Unary(UnaryFunction function, QuantParams input, QuantParams output)
    {
        UnaryForm table = input.Type.BitWidth() == 8
            ? CodeTable.Create(function, input, output)
            : InterpolatedTable.Create(function, input, output, InterpolatedTable.DefaultBudget(output.Type));
        return [Measure(input.Type.BitWidth() == 8 ? "table" : "interpolation", table, function),
            .. WithoutTable.Where(f => f.Function.Name == function.Name).Select(f => Measure(f.Name, f.Create(input, output), function))];
    }

    /// <summary>
    /// Every exponential that takes the input's differences, in a softmax of rows of n: over 64 random rows and the extreme ones of that length.
    /// </summary>
    /// <param name="input">Parameters of the scores, of at most 16 bits, per tensor.</param>
    /// <param name="output">u8, s8, u16 or s16.</param>
    /// <param name="n">1..2^14.</param>
    public static IReadOnlyList<MeasuredForm<IntegerSoftmax>> Softmax(QuantParams input, ElementType output, int n)
    {
        int[][] rows = Rows(input, n, 0.1, 0.45);
        return [.. Enum.GetValues<ExponentialForm>().Where(f => f != ExponentialForm.Table || input.Type.BitWidth() == 8).Select(form =>
        {
            IntegerSoftmax softmax = IntegerSoftmax.Create(input, form, output);
            return new MeasuredForm<IntegerSoftmax>(NameOf(form), softmax, ErrorOf.Rows(softmax, rows), softmax.Exponential.Bytes);
        })];
    }

    /// <summary>Output steps by which two largest errors count as the same: the cheaper form is taken.</summary>
    const double SameError = 0.05;

    /// <summary>The softmax with the exponential of the least error, and of those that are as good the one that is cheapest to run.</summary>
    /// <inheritdoc cref="Softmax"/>
    public static MeasuredForm<IntegerSoftmax> BestSoftmax(QuantParams input, ElementType output, int n)
    {
        IReadOnlyList<MeasuredForm<IntegerSoftmax>> forms = Softmax(input, output, n);
        return Choose(forms, forms.Min(f => f.Error.Max) + SameError);
    }

    /// <summary>Every form of a LayerNorm or RMSNorm: over 64 random rows and the extreme ones.</summary>
    public static IReadOnlyList<MeasuredForm<IntegerNorm>> Norm(NormReference norm, QuantParams output)
    {
        int[][] rows = Rows(norm.Input, norm.Gamma.Length, 0.02, 0.3);
        (string Name, IntegerNorm Form)[] forms = norm.Centered
            ?
            [
                ("exact", IntegerLayerNorm.Create(norm.Input, norm.Gamma, norm.Beta, norm.Epsilon, output)),
                ("I-BERT", CenteredLayerNorm.Create(norm.Input, norm.Gamma, norm.Beta, norm.Epsilon, output, 0)),
                ("I-ViT", CenteredLayerNorm.Create(norm.Input, norm.Gamma, norm.Beta, norm.Epsilon, output, CenteredLayerNorm.IVitSteps)),
            ]
            : [("exact", IntegerRmsNorm.Create(norm.Input, norm.Gamma, norm.Epsilon, output))];
        return [.. forms.Select(f => new MeasuredForm<IntegerNorm>(f.Name, f.Form, ErrorOf.Rows(f.Form, norm, output, rows), f.Form.Affine.Bytes))];
    }

    /// <summary>
    /// The first form whose constants fit the memory and whose largest error is within the budget; where none is, the one with the least error among
    /// those that fit; where none fits, the one with the least memory.
    /// </summary>
    /// <param name="forms">At least one, the cheapest to run first.</param>
    /// <param name="budget">Output steps, rounding included.</param>
    /// <param name="maxBytes">Memory for constants.</param>
    public static MeasuredForm<T> Choose<T>(IReadOnlyList<MeasuredForm<T>> forms, double budget, int maxBytes = int.MaxValue)
    {
        MeasuredForm<T>[] fitting = [.. forms.Where(f => f.Bytes <= maxBytes)];
        return fitting.Length == 0 ? forms.MinBy(f => f.Bytes)!
            : fitting.FirstOrDefault(f => f.Error.Max <= budget) ?? fitting.MinBy(f => f.Error.Max)!;
    }

    static MeasuredForm<UnaryForm> Measure(string name, UnaryForm form, UnaryFunction function) => new(name, form, ErrorOf.Form(form, function), form.Bytes);

    static string NameOf(ExponentialForm form) => form switch
    {
        ExponentialForm.Table => "table",
        ExponentialForm.TwoTables => "two tables",
        ExponentialForm.Degree2 => "degree 2 (I-BERT)",
        ExponentialForm.Degree3 => "degree 3",
        ExponentialForm.Degree5 => "degree 5",
        ExponentialForm.Shift => "shift (I-ViT)",
        _ => throw new ArgumentOutOfRangeException(nameof(form), form, null),
    };

    static int[][] Rows(QuantParams input, int n, double leastSpread, double mostSpread)
    {
        (long low, long high) = input.Type.Range();
        double half = (high - low) / 2.0;
        var random = new Random(n);
        return
        [
            .. Enumerable.Range(0, 64).Select(_ => SampleRows.Gauss(random, n, low + half, (leastSpread + (mostSpread - leastSpread) * random.NextDouble()) * half, (int)low, (int)high)),
            .. SampleRows.Extremes(n, (int)low, (int)high),
        ];
    }
}
