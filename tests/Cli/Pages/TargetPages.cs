using System.Text;
using Qcc.Core.Quantization;
using Qcc.Targets;

namespace Qcc.Cli.Tests.Pages;

/// <summary>docs/targets: for each target the operators that run in integers.</summary>
static class TargetPages
{
    public static string Generate(Target target)
    {
        var page = new StringBuilder();
        page.Append($"# {target.Name}\n\nGenerated from the kernel table; `./test --accept` writes it again.\n\n{char.ToUpperInvariant(target.Summary[0])}{target.Summary[1..]}.\n\n");
        page.Append($"- writes {(target.WritesFolder ? "a folder of code" : $"one file `*{target.Extension}`")};\n");
        page.Append($"- {(target.IsWeightOnly ? "activations stay float" : $"ranges of activations {(target.NeedsCalibration ? "come from calibration samples" : "are found at each run")}")};\n");
        page.Append($"- {(target.IsIntegerOnly ? "nothing stays float: a node without an integer form is named (QCC4001, QCC4002)" : target.IsWeightOnly ? "only weights become codes" : "what has no integer kernel, or is faster in float, stays float")}{(target.FixesSizes ? ";\n- open sizes are fixed to those of the first sample or of `--shape`" : "")}.\n\n");
        page.Append("A node of an operator below can still stay float: `qcc explain MODEL` says which and why.\n\n");
        page.Append("| operator | takes part as | codes of 16 bits | result can stay float |\n|---|---|---|---|\n");
        foreach (IGrouping<string, Kernel> kernels in target.Kernels.Kernels.GroupBy(k => k.Operator.ToString()).OrderBy(g => g.Key, StringComparer.Ordinal))
        {
            page.Append($"| {kernels.Key} | {string.Join("; ", kernels.Select(k => Role(k.Form)).Distinct())} | {(kernels.Any(k => k.Writes16Bits) ? "yes" : "")} | {(kernels.Any(k => k.CanKeepFloatResult || k.IsFloatOutside) ? "yes" : "")} |\n");
        }
        return page.ToString();
    }

    static string Role(KernelForm form) => form switch
    {
        KernelForm.Weighted => "layer with constant weights",
        KernelForm.Dynamic => "layer with constant weights that finds its range at each run",
        KernelForm.WeightOnly => "layer whose constant weights are codes in blocks",
        KernelForm.Elementwise => "operator on activations",
        KernelForm.Unary => "function of one activation",
        KernelForm.SameScale => "moves codes as they are",
        KernelForm.Absorbed => "part of the kernel before it",
        _ => throw new ArgumentOutOfRangeException(nameof(form), form, "a form without words"),
    };
}
