using Qcc.Check;
using Qcc.Core.Quantization;
using Qcc.Details;

namespace Qcc.Report;

/// <summary>What a page is made of.</summary>
/// <param name="Result">A compile that succeeded, with details.</param>
/// <param name="CommandLine">How the compile was called, to repeat it.</param>
public sealed record ReportRequest(CompileResult Result, string CommandLine);

/// <summary>A request whose parts are known to be there.</summary>
sealed record ReportSource(CompileResult Result, CompileReport Report, QuantizationPlan Plan, CompileDetails Details, string CommandLine)
{
    public static ReportSource Of(ReportRequest request) => request.Result is { Succeeded: true, Report: { } report, Plan: { } plan, Details: { } details }
        ? new ReportSource(request.Result, report, plan, details, request.CommandLine)
        : throw new ArgumentException("a report needs a compile that succeeded, with details", nameof(request));

    /// <summary>Whether anything became integer.</summary>
    public bool IsQuantized => Report.WhyNothingIsInteger is null;
}
