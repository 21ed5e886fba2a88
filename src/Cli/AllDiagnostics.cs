using Qcc.Calibrate;
using Qcc.Core.Diagnostics;
using Qcc.Core.Text;
using Qcc.Data;
using Qcc.Measure;
using Qcc.Onnx;
using Qcc.Onnx.OpsetRaising;
using Qcc.Onnx.Runtime;
using Qcc.Passes.Canonicalize;
using Qcc.Plans;
using Qcc.Wrapper;

namespace Qcc.Cli;

/// <summary>Every kind of diagnostic that qcc has.</summary>
static class AllDiagnostics
{
    public static IReadOnlyList<DiagnosticKind> Kinds { get; } =
    [
        .. UsageDiagnostics.All, .. OutputDiagnostics.All, .. CompileDiagnostics.All, .. PlanDiagnostics.All, .. DataDiagnostics.All, .. StatisticsDiagnostics.All,
        .. MeasureDiagnostics.All, .. ImportDiagnostics.All, .. OpsetDiagnostics.All, .. RuntimeDiagnostics.All, .. IoDiagnostics.All, .. TextDiagnostics.All, .. CanonicalizeDiagnostics.All, .. WrapperDiagnostics.All,
    ];
}
