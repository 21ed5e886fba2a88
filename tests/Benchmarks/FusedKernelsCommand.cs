using System.Globalization;
using Qcc.EndToEnd.Tests.FusedKernels;

namespace Qcc.Benchmarks;

/// <summary>
/// Compares the integer kernels that ONNX Runtime runs for files of target int8-cpu with the reference evaluator in F32, every tensor of every network.
/// The exit code is 0 where something was compared and nothing differs.
/// </summary>
static class FusedKernelsCommand
{
    public static readonly Command Entry = new("fused-kernels", "[--samples N] KIT   (KIT/files/*.onnx and KIT/samples/*.npz, as tests/Benchmarks/kit leaves them)", Run);

    static int Run(string[] arguments, TextWriter output)
    {
        int samples = arguments is ["--samples", var count, _] ? int.Parse(count, CultureInfo.InvariantCulture) : 4;
        string kit = arguments.Length > 0 ? arguments[^1] : ".";
        output.WriteLine("| network | kernels | tensors | elements | mismatches | float nodes | not compared |");
        output.WriteLine("|---|---:|---:|---:|---:|---:|---|");
        var all = new List<KernelComparison>();
        foreach (string file in Directory.EnumerateFiles(Path.Combine(kit, "files"), "*.onnx").Order(StringComparer.Ordinal))
        {
            string network = Path.GetFileNameWithoutExtension(file);
            KernelComparison comparison = KernelComparison.Of(file, Path.Combine(kit, "samples", network + ".npz"), samples);
            all.Add(comparison);
            string skipped = string.Join(", ", comparison.Skipped.Select(s => $"{s.Value.Nodes} {s.Key}"));
            output.WriteLine($"| {network} | {Sums(comparison.Kernels.Values)} | {comparison.FloatNodes} | {skipped} |");
            foreach ((string kernel, KernelTally tally) in comparison.Kernels.Where(k => k.Value.First is not null))
            {
                output.WriteLine($"{kernel}: {tally.Mismatches} differ, the first in {tally.First}");
            }
            output.Flush();
        }
        output.WriteLine();
        output.WriteLine("| kernel | nodes | tensors | elements | mismatches |");
        output.WriteLine("|---|---:|---:|---:|---:|");
        foreach (var kernel in all.SelectMany(c => c.Kernels).GroupBy(k => k.Key, k => k.Value).OrderBy(k => k.Key, StringComparer.Ordinal))
        {
            output.WriteLine($"| {kernel.Key} | {Sums(kernel)} |");
        }
        foreach ((string kernel, string reason) in all.SelectMany(c => c.Skipped).Select(s => (s.Key, s.Value.Reason)).Distinct().Order())
        {
            output.WriteLine($"{kernel} is not compared: {reason}");
        }
        KernelTally[] tallies = [.. all.SelectMany(c => c.Kernels.Values)];
        return tallies.Length > 0 && tallies.All(t => t.Mismatches == 0) ? 0 : 1;
    }

    static string Sums(IEnumerable<KernelTally> tallies)
    {
        KernelTally[] all = [.. tallies];
        return $"{all.Sum(t => t.Nodes)} | {all.Sum(t => t.Tensors)} | {all.Sum(t => t.Elements)} | {all.Sum(t => t.Mismatches)}";
    }
}
