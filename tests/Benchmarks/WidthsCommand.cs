using System.Diagnostics;
using System.Globalization;
using Qcc.Core.Ir;
using Qcc.Core.Quantization;
using Qcc.Measure;
using Qcc.Onnx.Runtime;
using Qcc.Search;
using Qcc.Targets;

namespace Qcc.Benchmarks;

/// <summary>
/// Networks with the bits of activations as what reads a value gives them, and as measurement chooses: values of 16 bits, arena of c-mcu, and how close the
/// integer graph comes to the float model. With <c>--why</c> the reason of every value.
/// </summary>
static class WidthsCommand
{
    public static readonly Command Entry = new("widths", "[--why] MODELS SAMPLES NET ...   MODELS/NET/model.onnx with samples SAMPLES/NET.npz",
        (arguments, output) => RunAsync(arguments, output).GetAwaiter().GetResult());

    static async Task<int> RunAsync(string[] arguments, TextWriter output)
    {
        bool why = arguments.Contains("--why");
        string[] names = [.. arguments.Where(a => a != "--why")];
        if (names.Length < 3)
        {
            output.WriteLine(Entry.Usage);
            return 2;
        }
        output.WriteLine("| network | widths | values | of 16 bits | arena bytes | SQNR dB | processor seconds |");
        output.WriteLine("|---|---|---:|---:|---:|---:|---:|");
        foreach (string net in names[2..])
        {
            TimeSpan before = Process.GetCurrentProcess().TotalProcessorTime;
            using CompiledNetwork network = await CompiledNetwork.OfAsync(Path.Combine(names[0], net, "model.onnx"), Path.Combine(names[1], net + ".npz")).ConfigureAwait(false);
            double seconds = (Process.GetCurrentProcess().TotalProcessorTime - before).TotalSeconds;
            Row(output, net, "by reader", network, network.ByReader(), null);
            Row(output, net, "measured", network, network.Planned, seconds);
            foreach (ValueDecision value in why ? network.Planned.Plan.Values : [])
            {
                output.WriteLine($"{value.Value}: {value.Reason}");
            }
            output.Flush();
        }
        return 0;
    }

    static void Row(TextWriter output, string net, string widths, CompiledNetwork network, PlannedModel planned, double? seconds)
    {
        EmittedModel emitted = EmittedModel.Of(planned.Model, planned.Plan, network.Prepared.Target, Notes.Written);
        using OrtSession session = OrtSession.Load(emitted.Model, new OrtSessionOptions(), net);
        (SqnrMeter sqnr, _, _) = HeldOutError.Measure(session, [.. network.Calibration.HeldOut, .. network.Calibration.Counted], [.. emitted.Lowered.Graph.Outputs.Select(o => o.Name)]);
        string arena;
        try
        {
            arena = new CMcu().Finish(emitted, net, []).CodeSize!.ArenaBytes.ToString(CultureInfo.InvariantCulture);
        }
        catch (Core.Diagnostics.DiagnosticException e)
        {
            arena = e.Diagnostic.Code;
        }
        output.WriteLine(string.Create(CultureInfo.InvariantCulture,
            $"| {net} | {widths} | {planned.Plan.Values.Count} | {planned.Plan.Values.Count(v => v.Type == ElementType.S16)} | {arena} | {sqnr.Db:0.0} | {seconds:0.0} |"));
    }
}
