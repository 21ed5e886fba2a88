using Qcc.Calibrate;
using Qcc.Check;
using Qcc.Codegen.Onnx;
using Qcc.Core.Rewrite;
using Qcc.Onnx;
using Qcc.Onnx.OpsetRaising;
using Qcc.Passes;
using Qcc.Passes.Equalize;
using Qcc.Passes.Lower;
using Qcc.Passes.Quantize;

namespace Qcc;

/// <summary>A step of a compile: a pass, or what its other stages do.</summary>
/// <param name="Name">The name of its class.</param>
/// <param name="Summary">One line: what it does.</param>
public sealed record CompileStep(string Name, Stage Stage, string Summary)
{
    /// <summary>All steps, in the order of a compile.</summary>
    public static IReadOnlyList<CompileStep> All { get; } =
    [
        new(nameof(ModelImporter), Stage.Import, "reads the file and checks it"),
        new(nameof(OpsetRaiser), Stage.Import, $"raises operators to opset {QdqEmitter.Opset}, keeping what they compute"),
        .. Passes(lowered: false),
        new(nameof(Calibrator), Stage.Calibrate, "runs the samples and keeps histograms, extremes and channel moments of every activation"),
        .. ModelRewrites.All.DistinctBy(r => r.Pass).Select(r => new CompileStep(r.Pass, Stage.Equalize, r.Summary)),
        new(nameof(PartitionGraph), Stage.Quantize, "decides which nodes run in integers: the least expected time, conversions included (minimum cut)"),
        new(nameof(ChooseScales), Stage.Quantize, "gives every value that integer kernels read or write its scale and zero point"),
        new(nameof(ScalesOnGrid), Stage.Quantize, "raises scales to powers of two where multipliers are shifts (--multiplier pot)"),
        new(nameof(NarrowWeights), Stage.Quantize, "weights of integer-only layers in 4 bits, on request: a scale for each channel by least error"),
        new(nameof(RoundBlocks), Stage.Quantize, "codes and scales of weights in blocks, chosen together where there are samples"),
        new(nameof(RoundWeights), Stage.Quantize, "chooses the codes of a layer's weights together, by what its output loses (GPTQ), where held-out samples gain"),
        new(nameof(CorrectBias), Stage.Quantize, "b + E[x]·(W - Q): biases take up the mean error of rounded weights, where held-out samples gain"),
        new(nameof(InsertQuantizeDequantize), Stage.Lower, "writes the plan into the graph as QuantizeLinear and DequantizeLinear nodes with integer constants"),
        .. Passes(lowered: true),
        new(nameof(QdqEmitter), Stage.Emit, "writes the file"),
        new(nameof(EmittedFileCheck), Stage.Check, "loads the file as a user would: its error on held-out samples, its kernels, its latency"),
    ];

    static IEnumerable<CompileStep> Passes(bool lowered) =>
        PassRegistry.All.Where(p => (p.Stage == Stage.Lower) == lowered).Select(p => new CompileStep(p.Name, p.Stage, p.Summary));
}
