using System.Globalization;
using Qcc.Testing;

namespace Qcc.Benchmarks.Huge;

/// <summary>
/// Makes a transformer of some megabytes with samples, compiles it with the search in a process of its own, and tells the time and the peak memory
/// beside their bounds, 15 minutes and 4 GB. Nothing stays in the folder.
/// </summary>
static class AutoSizeCommand
{
    public static readonly Command Entry = new("auto-size", "FOLDER [--megabytes M] (M of 10^6 bytes, 100 unless given) [-- OPTIONS of qcc]", Run);

    const int Samples = 96;

    static readonly TimeSpan MostTime = TimeSpan.FromMinutes(15);

    const long MostBytes = 4_000_000_000;

    static int Run(string[] arguments, TextWriter output)
    {
        int rest = Array.IndexOf(arguments, "--");
        string[] options = rest < 0 ? [] : arguments[(rest + 1)..], own = rest < 0 ? arguments : arguments[..rest];
        if (own.Length == 0)
        {
            output.WriteLine(Entry.Usage);
            return 2;
        }
        int size = Array.IndexOf(own, "--megabytes");
        double megabytes = size < 0 ? 100 : double.Parse(own[size + 1], CultureInfo.InvariantCulture);
        TransformerModel model = TransformerModel.OfBytes((long)(megabytes * 1e6));
        DirectoryInfo folder = Directory.CreateDirectory(Path.Combine(own[0], $"qcc-auto-{Environment.ProcessId}"));
        try
        {
            string path = Path.Combine(folder.FullName, "transformer.onnx"), samples = Path.Combine(folder.FullName, "ids.npy"), compiled = Path.Combine(folder.FullName, "out.onnx");
            model.Write(path);
            File.WriteAllBytes(samples, NpyFile.OfHeader($"{{'descr': '<i8', 'fortran_order': False, 'shape': ({Samples}, {TransformerModel.Length}), }}", Ids()));
            (int exit, TimeSpan time, long peak) = HugeCommand.Compile([path, "-c", samples, "-o", compiled, .. options]);
            output.WriteLine($"{new FileInfo(path).Length / 1e6:0} MB in {model.Blocks} blocks, exit {exit}, {time.TotalSeconds:0} s of {MostTime.TotalSeconds:0}, peak {peak / 1e6:0} MB of {MostBytes / 1e6:0}");
            return exit != 0 ? exit : time <= MostTime && peak <= MostBytes ? 0 : 1;
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    /// <summary>Tokens of which small numbers are the most frequent ones.</summary>
    static byte[] Ids()
    {
        var random = new Random(1);
        return [.. Enumerable.Range(0, Samples * TransformerModel.Length).SelectMany(_ => BitConverter.GetBytes((long)(TransformerModel.Tokens * Math.Pow(random.NextDouble(), 3))))];
    }
}
