using System.Diagnostics;
using System.Globalization;
using Qcc.Codegen.C;
using Qcc.Core.Ir;
using Qcc.Data;

namespace Qcc.Benchmarks;

/// <summary>
/// Writes models as C, compiles them and compares every layer of many samples with the reference evaluator: memory, time to write, tensors, mismatches.
/// Needs gcc; sizes on Cortex-M4 need arm-none-eabi-gcc.
/// </summary>
static class CProjectCommand
{
    public static readonly Command Entry = new("c", $"[--out FOLDER] {NetworkArguments.Usage}", (arguments, output) => RunAsync(arguments, output).GetAwaiter().GetResult());

    static async Task<int> RunAsync(string[] arguments, TextWriter output)
    {
        string to = Path.Combine(Path.GetTempPath(), "qcc-c");
        if (arguments is ["--out", var folder, ..])
        {
            (to, arguments) = (folder, arguments[2..]);
        }
        if (NetworkArguments.Parse(arguments) is not { } networks)
        {
            output.WriteLine(Entry.Usage);
            return 2;
        }
        output.WriteLine("| network | layers | constants | arena | live | written s | Cortex-M4 code | samples | tensors | mismatches |");
        output.WriteLine("|---|---:|---:|---:|---:|---:|---:|---:|---:|---:|");
        foreach (string net in networks.Nets)
        {
            try
            {
                output.WriteLine($"| {net} | {await RunAsync(net, networks, Path.Combine(to, net)).ConfigureAwait(false)} |");
            }
            catch (Core.Diagnostics.DiagnosticException e)
            {
                output.WriteLine($"| {net} | {e.Message} |");
            }
            await output.FlushAsync().ConfigureAwait(false);
        }
        return 0;
    }

    static async Task<string> RunAsync(string net, NetworkArguments networks, string to)
    {
        using CompiledNetwork network = await networks.CompileAsync(net).ConfigureAwait(false);
        Model model = network.Emit().Lowered.Copy();
        var edges = CodeEdges.Take(model.Graph);
        if (CProject.Refusals(model.Graph) is { Count: > 0 } refusals)
        {
            return string.Join("; ", refusals.Select(r => $"{r.Node.Operator}: {r.Reason}").GroupBy(r => r).Select(g => $"{g.Count()} {g.Key}"));
        }
        var clock = Stopwatch.StartNew();
        var options = new CProjectOptions("model") { Quantization = edges.Quantization };
        CProject project = CProject.Emit(model, options);
        double seconds = clock.Elapsed.TotalSeconds;
        Directory.CreateDirectory(to);
        foreach ((string path, string text) in project.Files)
        {
            await File.WriteAllTextAsync(Path.Combine(to, path), text).ConfigureAwait(false);
        }
        var samples = new List<IReadOnlyDictionary<string, Tensor>>();
        await foreach (Sample sample in network.ReadAsync(networks.Most).ConfigureAwait(false))
        {
            samples.Add(edges.Codes(sample.Inputs));
        }
        using (FileStream file = File.Create(Path.Combine(to, "samples.bin")))
        {
            CProject.Record(model, options, samples, file);
        }
        Run(to, "gcc -std=c99 -Wall -Wextra -Werror -pedantic -O2 -DQCC_TRACE model.c model_weights.c qcc_kernels.c test.c test_vectors.c -o program");
        string[] counts = Run(to, "./program --trace --file samples.bin").TrimEnd().Split('\n')[^1].Split(' ');
        return $"{project.Files["model.c"].Split("static void layer_").Length - 1} | {project.ConstantBytes} | {project.Memory.ArenaBytes} | {project.Memory.LiveBytes} | {seconds:0.00} | {CodeOnCortexM4(to)} | {samples.Count} | {counts[0]} | {counts[3]}";
    }

    /// <summary>Bytes of the layers' and kernels' code; "-" without the cross compiler.</summary>
    static string CodeOnCortexM4(string folder)
    {
        if (!(Environment.GetEnvironmentVariable("PATH") ?? "").Split(':').Any(p => File.Exists(Path.Combine(p, "arm-none-eabi-gcc"))))
        {
            return "-";
        }
        Run(folder, "arm-none-eabi-gcc -std=c99 -mcpu=cortex-m4 -mthumb -Os -c model.c qcc_kernels.c");
        return Run(folder, "arm-none-eabi-size model.o qcc_kernels.o").TrimEnd().Split('\n').Skip(1)
            .Sum(line => long.Parse(line.Split(['\t', ' '], StringSplitOptions.RemoveEmptyEntries)[0], CultureInfo.InvariantCulture)).ToString(CultureInfo.InvariantCulture);
    }

    static string Run(string folder, string commandLine)
    {
        string[] words = commandLine.Split(' ');
        using Process process = Process.Start(new ProcessStartInfo(words[0].StartsWith("./", StringComparison.Ordinal) ? Path.Combine(folder, words[0]) : words[0], words[1..])
        {
            WorkingDirectory = folder,
            RedirectStandardOutput = true,
        })!;
        string text = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return text.Length > 0 || process.ExitCode == 0 ? text : throw new InvalidOperationException($"{commandLine}: exit code {process.ExitCode}");
    }
}
