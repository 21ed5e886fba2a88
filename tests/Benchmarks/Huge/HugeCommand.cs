using System.Diagnostics;
using System.Globalization;
using Qcc.Onnx.Runtime;
using Qcc.Testing;

namespace Qcc.Benchmarks.Huge;

/// <summary>
/// Makes a model of some gigabytes, compiles it in a process of its own, and tells the time, the peak memory and its bound: 1.5 times
/// the largest layer's weights and 500 MB. The output is loaded and run by ONNX Runtime as a user would. Nothing stays in the folder.
/// </summary>
static class HugeCommand
{
    public static readonly Command Entry = new("huge", "FOLDER [--gigabytes G] [--single] (G of 10^9 bytes, 3 unless given; --single: one file, below 2 GB) [-- OPTIONS of qcc]", Run);

    static int Run(string[] arguments, TextWriter output)
    {
        int rest = Array.IndexOf(arguments, "--");
        string[] options = rest < 0 ? [] : arguments[(rest + 1)..], own = rest < 0 ? arguments : arguments[..rest];
        int size = Array.IndexOf(own, "--gigabytes");
        double gigabytes = size < 0 ? 3 : double.Parse(own[size + 1], CultureInfo.InvariantCulture);
        HugeModel model = HugeModel.OfBytes((long)(gigabytes * 1e9));
        DirectoryInfo folder = Directory.CreateDirectory(Path.Combine(own[0], $"qcc-huge-{Environment.ProcessId}"));
        try
        {
            string path = Path.Combine(folder.FullName, "huge.onnx"), compiled = Path.Combine(folder.FullName, "huge.int8-cpu.onnx");
            if (own.Contains("--single"))
            {
                model.WriteSingle(path);
            }
            else
            {
                model.WriteExternal(path);
            }
            long before = folder.GetFiles().Sum(f => f.Length);
            (int exit, TimeSpan time, long peak) = Compile([path, "-o", compiled, "--shape", "ids=1,8", .. options]);
            long bound = (model.LargestLayer * 3 / 2) + 500_000_000;
            output.WriteLine($"{before / 1e6:0} MB in {model.Blocks} blocks, exit {exit}, {time.TotalSeconds:0} s, peak {peak / 1e6:0} MB of {bound / 1e6:0} MB allowed");
            if (exit != 0)
            {
                return 1;
            }
            FileInfo[] written = folder.GetFiles("huge.int8-cpu.onnx*");
            output.WriteLine($"written: {string.Join(", ", written.Select(f => $"{f.Name} {f.Length / 1e6:0.0} MB"))}; it {(Runs(compiled) ? "runs" : "does not run")}");
            return peak <= bound ? 0 : 1;
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    /// <summary>Runs qcc and follows its peak memory (VmHWM of proc(5)), mapped files included.</summary>
    internal static (int Exit, TimeSpan Time, long Peak) Compile(string[] arguments)
    {
        var clock = Stopwatch.StartNew();
        using Process process = Process.Start("dotnet", [Repository.Path("artifacts", "qcc", "Qcc.Cli.dll"), .. arguments]);
        long peak = 0;
        while (!process.WaitForExit(50))
        {
            peak = Math.Max(peak, PeakOf(process.Id));
        }
        return (process.ExitCode, clock.Elapsed, peak);
    }

    static long PeakOf(int process)
    {
        try
        {
            string line = File.ReadLines($"/proc/{process}/status").FirstOrDefault(l => l.StartsWith("VmHWM:", StringComparison.Ordinal)) ?? "";
            return line.Split(' ', StringSplitOptions.RemoveEmptyEntries) is [_, var kilobytes, ..] ? long.Parse(kilobytes, CultureInfo.InvariantCulture) * 1024 : 0;
        }
        catch (IOException)
        {
            return 0;
        }
    }

    static bool Runs(string path)
    {
        using OrtSession session = OrtSession.Load(path, new OrtSessionOptions());
        using OrtOutputs outputs = session.Run(new Dictionary<string, Core.Ir.Tensor> { ["ids"] = Core.Ir.Tensor.Of([1L, 2, 3], 1, 3) });
        foreach (float v in outputs.Floats(0))
        {
            if (!float.IsFinite(v))
            {
                return false;
            }
        }
        return true;
    }
}
