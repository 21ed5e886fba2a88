using System.Globalization;
using Qcc.Core.Ir;
using Qcc.Core.Ops.Integer.Nonlinear;
using Qcc.Core.Quantization;
using static Qcc.Core.Ir.ElementType;

namespace Qcc.Benchmarks.Nonlinear;

/// <summary>The tables: functions of 8 and of 16 bits, exponentials, softmax, norms.</summary>
static class ErrorTables
{
    const double Epsilon = 1e-5;

    /// <summary>What "I-BERT: Integer-only BERT Quantization" (2021) says of its GELU and exponential: largest absolute errors.</summary>
    const double IBertGeluClaim = 0.018, IBertExpClaim = 1.9e-3;

    const string NoClaim = "none stated";

    public static IEnumerable<(string Title, IReadOnlyList<ErrorRow> Rows)> All() =>
    [
        ("Functions of 8 bits, all 256 inputs:", [.. Octets()]),
        ("Functions of 16 bits, all 65 536 inputs:", [.. Words()]),
        ("e^-x for x from 0 to 12, in steps of 1/256 before any rounding:", [.. Exponentials()]),
        ("Softmax, 200 random rows of 197 scores:", [.. Softmaxes()]),
        ("Normalizations, 60 random rows:", [.. Norms()]),
        ("For comparison, I-BERT's and I-ViT's forms with the constants of their papers, which depend on the input's scale (in float64, so without overflow):", [.. Published()]),
    ];

    static IEnumerable<ErrorRow> Octets()
    {
        foreach (UnaryFunction function in UnaryFunctions.All)
        {
            QuantParams input = QuantParams.PerTensor(S8, 4f / 127, 0), output = ImageOf(function, input, U8);
            yield return new(function.Name, "s8 ±4 → u8", "table", ErrorOf.Form(CodeTable.Create(function, input, output), function), 0.5);
        }
        foreach (float range in new[] { 2f, 4, 8, 16 })
        {
            foreach ((UnaryFunction function, string form, Func<QuantParams, QuantParams, UnaryForm> create, double absolute, string claim) in WithoutTable())
            {
                QuantParams input = QuantParams.PerTensor(S8, range / 127, 0), output = ImageOf(function, input, U8);
                double allowed = 0.5 + absolute / output.Scale;
                yield return new(function.Name, $"s8 ±{range} → u8", form, ErrorOf.Form(create(input, output), function), allowed, InSteps(claim, output));
            }
        }
    }

    static IEnumerable<ErrorRow> Words()
    {
        (UnaryFunction Function, QuantParams Output, double[] Allowed)[] cases =
        [
            (UnaryFunctions.Tanh, Unit, [12.8, 3.57, 1.26, 0.69]),
            (UnaryFunctions.Sigmoid, Unit, [2.03, 0.87, 0.60, 0.52]),
            (UnaryFunctions.Gelu, Eight, [2.08, 0.89, 0.60, 0.52]),
            (UnaryFunctions.Swish(), Eight, [1.49, 0.75, 0.56, 0.52]),
            (UnaryFunctions.Exp, Unit, [7.87, 2.34, 0.94, 0.61]),
        ];
        foreach ((UnaryFunction function, QuantParams output, double[] allowed) in cases)
        {
            bool exponential = function == UnaryFunctions.Exp;
            QuantParams input = exponential ? QuantParams.PerTensor(S16, 11f / 65536, 32767) : QuantParams.PerTensor(S16, MathF.ScaleB(1, -12), 0);
            string domain = exponential ? "s16 -11..0" : "s16 ±8";
            for (int k = 8; k <= 11; k++)
            {
                yield return new(function.Name, $"{domain} → s16", $"{1 << k} segments", ErrorOf.Form(InterpolatedTable.WithSegments(function, input, output, k), function), allowed[k - 8]);
            }
            QuantParams octet = QuantParams.PerTensor(S8, output.Scale * 256, 0);
            yield return new(function.Name, $"{domain} → s8", "256 segments", ErrorOf.Form(InterpolatedTable.WithSegments(function, input, octet, 8), function), 0.55);
        }
        foreach ((UnaryFunction function, string form, Func<QuantParams, QuantParams, UnaryForm> create, double absolute, string claim) in WithoutTable())
        {
            QuantParams input = QuantParams.PerTensor(S16, MathF.ScaleB(1, -12), 0), output = function == UnaryFunctions.Sigmoid || function == UnaryFunctions.Tanh ? Unit : Eight;
            // 5.4: the exponential forms are 0.22 of 2^-15 off before the last rounding.
            double allowed = 0.5 + (form == "exponential" ? 0.22 * MathF.ScaleB(1, -15) : absolute) / output.Scale;
            yield return new(function.Name, "s16 ±8 → s16", form, ErrorOf.Form(create(input, output), function), allowed, InSteps(claim, output));
        }
    }

    static IEnumerable<ErrorRow> Exponentials()
    {
        (ExponentialForm Form, string Name, double Allowed, string Claim)[] forms =
        [
            (ExponentialForm.TwoTables, "two tables", Math.ScaleB(1, -21), "-"),
            (ExponentialForm.Degree5, "degree 5", 0.0014, "-"),
            (ExponentialForm.Degree3, "degree 3", 0.0207, "-"),
            (ExponentialForm.Degree2, "degree 2 (I-BERT's)", 0.45, (IBertExpClaim * 256).ToString("0.000", CultureInfo.InvariantCulture)),
            (ExponentialForm.Shift, "shift (I-ViT's)", 0.45, NoClaim),
        ];
        foreach (double scale in new[] { 1e-5, 1e-3, 0.01, 0.2 })
        {
            foreach ((ExponentialForm form, string name, double allowed, string claim) in forms)
            {
                NegativeExponential exp = NegativeExponential.Create(form, scale);
                if (12 / scale > exp.MaxDifference)
                {
                    continue;
                }
                double max = 0, sum = 0;
                const int Count = 20000;
                for (int i = 0; i < Count; i++)
                {
                    long d = (long)(i * 12 / scale / Count);
                    double error = Math.Abs(Math.ScaleB(exp.Apply(d), 8 - exp.FractionBits) - 256 * Math.Exp(-d * scale));
                    (max, sum) = (Math.Max(max, error), sum + error);
                }
                yield return new("Exp", string.Create(CultureInfo.InvariantCulture, $"s = {scale:0.0####} → Q{exp.FractionBits}"), name, new(max, sum / Count, double.NaN), allowed, claim);
            }
        }
    }

    static IEnumerable<ErrorRow> Softmaxes()
    {
        (int Bits, float Scale, ExponentialForm Form, ElementType Output, double Allowed)[] cases =
        [
            (8, 0.1f, ExponentialForm.Table, U8, 0.50), (8, 0.1f, ExponentialForm.Table, S16, 0.50),
            (8, 0.1f, ExponentialForm.Degree2, U8, 0.73), (8, 0.1f, ExponentialForm.Degree3, U8, 0.50), (8, 0.125f, ExponentialForm.Shift, U8, 0.71),
            (8, 0.25f, ExponentialForm.Table, U8, 0.50), (8, 0.25f, ExponentialForm.Table, S16, 0.50),
            (8, 0.25f, ExponentialForm.Degree2, U8, 0.73), (8, 0.25f, ExponentialForm.Degree3, U8, 0.50), (8, 0.25f, ExponentialForm.Shift, U8, 0.71),
            (16, 1e-3f, ExponentialForm.TwoTables, U8, 0.50), (16, 1e-3f, ExponentialForm.TwoTables, S16, 0.51),
            (16, 1e-3f, ExponentialForm.Degree3, U8, 0.50), (16, 1e-3f, ExponentialForm.Degree5, S16, 0.53), (16, 1f / 1024, ExponentialForm.Shift, U8, 0.71),
            (21, 3e-5f, ExponentialForm.Degree3, U8, 0.50), (21, 3e-5f, ExponentialForm.Degree5, S16, 0.53),
        ];
        foreach ((int bits, float scale, ExponentialForm form, ElementType output, double allowed) in cases)
        {
            IntegerSoftmax softmax = IntegerSoftmax.Create(QuantParams.PerTensor(bits == 8 ? S8 : bits == 16 ? S16 : S32, scale, 0), form, output);
            string name = form switch { ExponentialForm.Degree2 => "degree 2 (I-BERT's)", ExponentialForm.Shift => "shift (I-ViT's)", _ => Words(form.ToString()) };
            yield return new("Softmax", string.Create(CultureInfo.InvariantCulture, $"{bits} bits, s = {scale:0.######} → {output.Name()}"), name,
                ErrorOf.Rows(softmax, SampleRows.Scores(200, 197, bits)), allowed, form is ExponentialForm.Degree2 or ExponentialForm.Shift ? NoClaim : "-");
        }
    }

    static IEnumerable<ErrorRow> Norms()
    {
        (ElementType Type, int Length, double Sigma)[] inputs = [(S8, 64, 3), (S8, 384, 3), (S8, 384, 25), (S8, 768, 8), (S16, 384, 2000), (S16, 4096, 6000)];
        foreach ((ElementType type, int n, double sigma) in inputs)
        {
            foreach (bool centered in new[] { true, false })
            {
                (NormReference reference, int[][] rows) = NormCase(type, n, sigma, centered);
                foreach (ElementType to in new[] { S8, S16 })
                {
                    QuantParams output = OutputOf(reference, rows, to);
                    foreach ((string form, IntegerNorm norm) in FormsOf(reference, output))
                    {
                        // 5.5: of the other forms' rounded mean 0.1 steps of 16 bits are left at n = 384 and σ = 3.
                        double allowed = form == "5.5" ? 0.501 : to == S8 ? 0.51 : 0.6;
                        yield return new(centered ? "LayerNorm" : "RMSNorm", string.Create(CultureInfo.InvariantCulture, $"{type.Name()}, n = {n}, σ = {sigma} codes → {to.Name()}"), form,
                            ErrorOf.Rows(norm, reference, output, rows), allowed, form == "5.5" ? "-" : NoClaim);
                    }
                }
            }
        }
    }

    static IEnumerable<ErrorRow> Published()
    {
        foreach (double s in new[] { 1e-5, 1e-3, 0.01, 0.2 })
        {
            foreach ((string form, Func<double, double, double> exp) in new (string, Func<double, double, double>)[] { ("I-BERT", PublishedForms.IBertExp), ("I-ViT", PublishedForms.IVitExpValue) })
            {
                double[] errors = [.. Enumerable.Range(0, 20000).Select(i => Math.Floor(i * 12 / s / 20000)).Select(d => 256 * Math.Abs(exp(d, s) - Math.Exp(-d * s)))];
                yield return Compared("Exp", $"s = {s:0.0####}, in 1/256", form, new(errors.Max(), errors.Average(), double.NaN), form == "I-BERT" ? $"{256 * IBertExpClaim:0.000}" : NoClaim);
            }
        }
        foreach ((int bits, double s) in new[] { (8, 0.1), (8, 0.25), (16, 1e-3), (21, 3e-5) })
        {
            int[][] rows = [.. SampleRows.Scores(200, 197, bits)];
            yield return Compared("Softmax", $"{bits} bits, s = {s:0.0####}, in 1/256", "I-BERT", SoftmaxError(rows, s, 256, PublishedForms.IBertSoftmax), NoClaim);
            yield return Compared("Softmax", $"{bits} bits, s = {s:0.0####}, in 1/128", "I-ViT", SoftmaxError(rows, s, 128, PublishedForms.IVitSoftmax), NoClaim);
        }
        foreach (double s in new[] { 1e-5, 1e-3, 0.01, 4.0 / 127 })
        {
            double[] codes = [.. Enumerable.Range(-2000, 4001).Select(i => Math.Round(i * 4 / s / 2000)).Distinct()];
            foreach ((string form, Func<double, double> gelu) in new (string, Func<double, double>)[] { ("I-BERT", q => PublishedForms.IBertGelu(q, s)), ("I-ViT", q => PublishedForms.IVitGelu(q, s, codes.Max())) })
            {
                double[] errors = [.. codes.Select(q => 60 * Math.Abs(gelu(q) - UnaryFunctions.Gelu.At(q * s)))];
                yield return Compared("Gelu", $"±4, s = {s:0.0####}, in 1/60", form, new(errors.Max(), errors.Average(), double.NaN), form == "I-BERT" ? $"{60 * IBertGeluClaim:0.000}" : NoClaim);
            }
        }
        foreach ((int n, double sigma) in new[] { (64, 3.0), (384, 3), (384, 25) })
        {
            (NormReference reference, int[][] rows) = NormCase(S8, n, sigma, centered: true);
            QuantParams output = OutputOf(reference, rows, S8);
            foreach (bool iVit in new[] { false, true })
            {
                var tally = new ErrorTally();
                foreach (int[] row in rows)
                {
                    double[] exact = reference.Of(row), value = PublishedForms.LayerNorm(row, reference, iVit);
                    for (int i = 0; i < n; i++)
                    {
                        tally.Add((long)Math.Clamp(Math.Round(value[i] / output.Scale), -128, 127), Math.Clamp(exact[i] / output.Scale, -128, 127));
                    }
                }
                yield return Compared("LayerNorm", $"s8, n = {n}, σ = {sigma} codes → s8", iVit ? "I-ViT" : "I-BERT", tally.Total, NoClaim);
            }
        }
    }

    static ErrorRow Compared(string @operator, FormattableString domain, string form, ErrorOf error, string claim) =>
        new(@operator, FormattableString.Invariant(domain), form, error, double.NaN, claim);

    static ErrorOf SoftmaxError(int[][] rows, double s, int steps, Func<int[], double, double[]> softmax)
    {
        var tally = new ErrorTally();
        foreach (int[] row in rows)
        {
            double max = row.Max(), sum = row.Sum(q => Math.Exp((q - max) * s));
            double[] codes = softmax(row, s);
            for (int i = 0; i < row.Length; i++)
            {
                tally.Add((long)Math.Min(codes[i], 255), Math.Min(steps * Math.Exp((row[i] - max) * s) / sum, 255));
            }
        }
        return tally.Total;
    }

    /// <summary>60 rows, and gains and offsets, drawn from a seed.</summary>
    static (NormReference Reference, int[][] Rows) NormCase(ElementType type, int n, double sigma, bool centered)
    {
        var random = new Random(n);
        QuantParams input = QuantParams.PerTensor(type, type == S8 ? 0.03f : 8f / 32768, 0);
        (long low, long high) = type.Range();
        int[][] rows = [.. Enumerable.Range(0, 60).Select(_ => SampleRows.Gauss(random, n, 3, sigma, (int)low, (int)high))];
        float[] gamma = [.. SampleRows.Gauss(random, n, 1000, 300, 1, 9999).Select(g => g / 1000f)], beta = [.. SampleRows.Gauss(random, n, 0, 300, -9999, 9999).Select(b => b / 1000f)];
        return (new(input, gamma, centered ? beta : [], Epsilon, centered), rows);
    }

    /// <summary>The largest result is the largest code.</summary>
    static QuantParams OutputOf(NormReference reference, int[][] rows, ElementType type) =>
        QuantParams.PerTensor(type, (float)(rows.Max(r => reference.Of(r).Max(Math.Abs)) / type.Range().High), 0);

    static IEnumerable<(string Form, IntegerNorm Norm)> FormsOf(NormReference norm, QuantParams output)
    {
        if (!norm.Centered)
        {
            return [("5.5", IntegerRmsNorm.Create(norm.Input, norm.Gamma, norm.Epsilon, output))];
        }
        return
        [
            ("5.5", IntegerLayerNorm.Create(norm.Input, norm.Gamma, norm.Beta, norm.Epsilon, output)),
            ("I-BERT's", CenteredLayerNorm.Create(norm.Input, norm.Gamma, norm.Beta, norm.Epsilon, output, 0)),
            ("I-ViT's", CenteredLayerNorm.Create(norm.Input, norm.Gamma, norm.Beta, norm.Epsilon, output, CenteredLayerNorm.IVitSteps)),
        ];
    }

    /// <summary>Forms of 5.4, with their absolute errors before the last rounding (0 where they are below a hundredth of an 8-bit step).</summary>
    static IEnumerable<(UnaryFunction Function, string Form, Func<QuantParams, QuantParams, UnaryForm> Create, double Absolute, string Claim)> WithoutTable() =>
    [
        (UnaryFunctions.Sigmoid, "exponential", IntegerSigmoid.Create, 0, "-"),
        (UnaryFunctions.Tanh, "exponential", IntegerTanh.Create, 0, "-"),
        (UnaryFunctions.Swish(), "exponential", IntegerSilu.Create, 0, "-"),
        (UnaryFunctions.Gelu, "degree 8", IntegerGelu.Create, 1.6e-4, "-"),
        (UnaryFunctions.Gelu, "I-BERT's", IBertGelu.Create, 0.0185, "I-BERT"),
        (UnaryFunctions.Gelu, "shift (I-ViT's)", ShiftGelu.Create, 0.0215, NoClaim),
    ];

    static QuantParams Unit { get; } = QuantParams.PerTensor(S16, MathF.ScaleB(1, -15), 0);

    static QuantParams Eight { get; } = QuantParams.PerTensor(S16, 8f / 32767, 0);

    static string InSteps(string claim, QuantParams output) => claim == "I-BERT"
        ? string.Create(CultureInfo.InvariantCulture, $"{IBertGeluClaim / output.Scale:0.000} and rounding")
        : claim;

    /// <summary>"TwoTables" as "two tables".</summary>
    static string Words(string name) => string.Concat(name.Select((c, i) => char.IsUpper(c) && i > 0 ? $" {char.ToLowerInvariant(c)}" : char.IsDigit(c) ? $" {c}" : $"{char.ToLowerInvariant(c)}"));

    /// <summary>Parameters of the function's values over all codes of the input; poles are left out.</summary>
    static QuantParams ImageOf(UnaryFunction function, QuantParams input, ElementType type)
    {
        (long low, long high) = input.Type.Range();
        double[] values = [.. Enumerable.Range((int)low, (int)(high - low) + 1).Select(q => function.At(q * (double)input.Scale)).Where(y => Math.Abs(y) < 1 << 20)];
        return QuantParams.Unsigned8((float)values.Min(), (float)values.Max()) with { Type = type };
    }
}
