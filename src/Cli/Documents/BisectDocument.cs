using Qcc.Cli.Output;
using Qcc.Core.Diagnostics;

namespace Qcc.Cli.Documents;

/// <summary>The answer of <c>bisect</c>: the pass that breaks the float model, else the layer whose quantization costs most.</summary>
sealed record BisectDocument() : Document("bisect")
{
    public InputFile? Input { get; init; }
    public int? Samples { get; init; }

    /// <summary>Whether the samples are made up.</summary>
    public bool? Synthetic { get; init; }

    /// <summary>Names of the steps that changed the float model, in order.</summary>
    public IReadOnlyList<string> Steps { get; init; } = [];

    /// <summary>Largest difference of the outputs after all steps, relative to the largest magnitude of an output; of integers, the share that differs.</summary>
    public double? FloatError { get; init; }

    /// <summary>The pass to blame, or null where the float function is kept.</summary>
    public BrokenPassEntry? Pass { get; init; }

    /// <summary>Of the quantized file; null where a pass breaks the model or nothing is integer, NaN where no output is float.</summary>
    public double? SqnrDb { get; init; }

    /// <summary>Integer layers with weights, the costliest first.</summary>
    public IReadOnlyList<LayerCostEntry> Layers { get; init; } = [];

    public override void WriteText(TextWriter writer)
    {
        if (Pass is { } pass)
        {
            string found = pass.Refusal is { } refusal ? $"ONNX Runtime refuses what it leaves: {refusal}" : $"outputs differ by {Share(pass.Error)} of the largest behind it, {Share(pass.ErrorBefore)} before";
            writer.WriteLine($"pass {pass.Name} breaks the model (step {pass.Step} of {Steps.Count}): {found}");
        }
        else if (Layers is [var worst, ..])
        {
            writer.WriteLine($"layer {Escape.ForTerminal(worst.Node)} costs most: {Quantity.Decibels(SqnrDb!.Value)} with it quantized, {Quantity.Decibels(worst.WithoutDb!.Value)} with it in float (--keep-float \"{Escape.ForTerminal(worst.Node)}\")");
            var table = new TextTable("layer", "operator", "alone", "all but it") { Right = [2, 3] };
            foreach (LayerCostEntry layer in Layers.Where(l => l.WithoutDb is not null))
            {
                table.Add(layer.Node, layer.Op, Quantity.Decibels(layer.AloneDb), Quantity.Decibels(layer.WithoutDb!.Value));
            }
            table.WriteTo(writer);
        }
        else if (FloatError is { } kept && SqnrDb is double.NaN)
        {
            writer.WriteLine($"no pass breaks the model: the float function is kept within {Share(kept)} of the largest output; what a layer costs cannot be told where no output is float");
        }
        else if (FloatError is { } error)
        {
            writer.WriteLine($"nothing breaks: the float function is kept within {Share(error)} of the largest output, and no layer becomes integer");
        }
    }

    static string Share(double relative) => double.IsFinite(relative) ? $"{Quantity.Number(100 * relative)} %" : "more than can be told (NaN, infinity or another shape)";
}

/// <summary>A pass that breaks the float function.</summary>
/// <param name="Step">Its number among the steps that changed something, from 1.</param>
/// <param name="Error">As <see cref="BisectDocument.FloatError"/>, after it.</param>
/// <param name="Refusal">Why ONNX Runtime does not run what it leaves, or null.</param>
sealed record BrokenPassEntry(string Name, int Step, double ErrorBefore, double Error, string? Refusal);

/// <summary>What quantizing a layer costs.</summary>
/// <param name="AloneDb">SQNR where only this layer is quantized.</param>
/// <param name="WithoutDb">SQNR where all but this layer is; null where it was not measured.</param>
sealed record LayerCostEntry(string Node, string Op, double AloneDb, double? WithoutDb);
