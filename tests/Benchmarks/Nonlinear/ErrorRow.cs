using Qcc.Core.Ops.Integer.Nonlinear;

namespace Qcc.Benchmarks.Nonlinear;

/// <summary>One form of one operator.</summary>
/// <param name="Operator">Its name.</param>
/// <param name="Domain">Input and output types, and ranges.</param>
/// <param name="Form">"table", "degree 3", ...</param>
/// <param name="Error">What was measured, in output steps.</param>
/// <param name="Allowed">The figure of docs/integer-arithmetic.md for the largest error; NaN where the form is shown for comparison.</param>
/// <param name="Claim">The bound that the form's paper claims, in output steps where it has one.</param>
sealed record ErrorRow(string Operator, string Domain, string Form, ErrorOf Error, double Allowed, string Claim = "-")
{
    /// <summary>Figures stand there in two decimals, so half of the last one is theirs too.</summary>
    public bool Holds => double.IsNaN(Allowed) || Error.Max <= Allowed + (Allowed >= 0.4 ? 0.005 : 0.05 * Allowed);
}
