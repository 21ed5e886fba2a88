using System.Globalization;
using Qcc.Benchmarks.Nonlinear;

namespace Qcc.Benchmarks;

/// <summary>
/// Errors of every non-linear integer operator in every form, in output steps against float64, as tables; the exit code is 1 where one is above the
/// figure of docs/integer-arithmetic.md.
/// </summary>
static class NonlinearErrorsCommand
{
    public static readonly Command Entry = new("nonlinear-errors", "", Run);

    static int Run(string[] arguments, TextWriter output)
    {
        bool held = true;
        foreach ((string title, IReadOnlyList<ErrorRow> rows) in ErrorTables.All())
        {
            output.WriteLine($"\n{title}\n");
            output.WriteLine("| operator | input → output | form | max | mean | off | allowed | the paper's claim |");
            output.WriteLine("|---|---|---|---:|---:|---:|---:|---|");
            foreach (ErrorRow row in rows)
            {
                held &= row.Holds;
                output.WriteLine(string.Create(CultureInfo.InvariantCulture,
                    $"| {row.Operator} | {row.Domain} | {row.Form} | {Steps(row.Error.Max)}{(row.Holds ? "" : " **above**")} | {Steps(row.Error.Mean)} | {Share(row.Error.Off)} | {Steps(row.Allowed)} | {row.Claim} |"));
            }
        }
        return held ? 0 : 1;
    }

    /// <summary>Three decimals; small numbers in scientific notation.</summary>
    static string Steps(double value) => double.IsNaN(value) ? "-" : value is 0 or >= 0.0005 ? value.ToString("0.000", CultureInfo.InvariantCulture) : value.ToString("0.0e+0", CultureInfo.InvariantCulture);

    static string Share(double value) => double.IsNaN(value) ? "-" : value == 0 ? "0" : value >= 0.001 ? value.ToString("0.0 %", CultureInfo.InvariantCulture) : value.ToString("0e+0", CultureInfo.InvariantCulture);
}
