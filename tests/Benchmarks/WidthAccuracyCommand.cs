using System.Globalization;
using Qcc.Core.Ir;
using Qcc.Core.Quantization;
using Qcc.Data;
using Qcc.Measure;
using Qcc.Onnx;
using Qcc.Onnx.Runtime;
using Qcc.Search;
using Qcc.Targets;

namespace Qcc.Benchmarks;

/// <summary>
/// What the width of multipliers costs: networks as integer graphs of target int8-integer, from one plan each, with multipliers of several widths, against the
/// float model.
/// </summary>
static class WidthAccuracyCommand
{
    static readonly int[] Widths = [8, 10, 12, 14, 16, 20, 24, 31];

    public static readonly Command Entry = new("width-accuracy", "[--samples N] MODELS SAMPLES NET ...   MODELS/NET/model.onnx with samples SAMPLES/NET.npz",
        (arguments, output) => RunAsync(arguments, output).GetAwaiter().GetResult());

    static async Task<int> RunAsync(string[] arguments, TextWriter output)
    {
        int most = 100;
        if (arguments is ["--samples", var count, ..])
        {
            (most, arguments) = (int.Parse(count, CultureInfo.InvariantCulture), arguments[2..]);
        }
        if (arguments.Length < 3)
        {
            output.WriteLine(Entry.Usage);
            return 2;
        }
        output.WriteLine($"| network | samples | {string.Join(" | ", Widths.Select(w => $"{w} bits"))} |");
        output.WriteLine($"|---|---:|{string.Concat(Widths.Select(_ => "---:|"))}");
        foreach (string net in arguments[2..])
        {
            await RunAsync(net, Path.Combine(arguments[0], net, "model.onnx"), Path.Combine(arguments[1], net + ".npz"), most, output).ConfigureAwait(false);
        }
        return 0;
    }

    static async Task RunAsync(string net, string model, string samples, int most, TextWriter output)
    {
        using CompiledNetwork network = await CompiledNetwork.OfAsync(model, samples).ConfigureAwait(false);
        (PreparedModel prepared, PlannedModel planned) = (network.Prepared, network.Planned);
        using OrtSession reference = OrtSession.Load(ModelExporter.Export(prepared.Model), new OrtSessionOptions(), model);
        Target[] targets = [.. Widths.Select(w => prepared.Target.With(new Multipliers(MultiplierForm.Dyadic, w)))];
        OrtSession[] sessions = [.. targets.Select(t => OrtSession.Load(EmittedModel.Of(planned.Model, planned.Plan, t, Notes.Written).Model, new OrtSessionOptions(), model))];
        SqnrMeter[] sqnr = [.. Widths.Select(_ => new SqnrMeter())];
        ArgmaxMeter[] argmax = [.. Widths.Select(_ => new ArgmaxMeter())];
        int count = 0;
        await foreach (Sample sample in network.ReadAsync(most).ConfigureAwait(false))
        {
            using OrtOutputs expected = reference.Run(sample.Inputs);
            for (int i = 0; i < sessions.Length; i++)
            {
                using OrtOutputs actual = sessions[i].Run(sample.Inputs);
                sqnr[i].Add(expected.Floats(0), actual.Floats(0));
                argmax[i].Add(expected.Floats(0), actual.Floats(0), (int)expected.Shape(0)[^1]);
            }
            count++;
        }
        Array.ForEach(sessions, s => s.Dispose());
        output.WriteLine($"| {net} | {count} | {string.Join(" | ", Widths.Select((_, i) => string.Create(CultureInfo.InvariantCulture, $"{sqnr[i].Db:0.0} dB, {100 * argmax[i].Share:0.0} %")))} |");
        output.Flush();
    }
}
