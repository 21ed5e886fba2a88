using Qcc.Codegen.Onnx;
using Qcc.Core.Diagnostics;
using Qcc.Core.Ir;
using Qcc.Core.Ops.Integer;
using Qcc.Core.Quantization;
using Qcc.Core.Rewrite;
using Qcc.Onnx;
using Qcc.Onnx.Runtime;
using Qcc.Passes.Lower;
using Qcc.Targets;

namespace Qcc.Search;

/// <summary>A lowered model, ready to be written, and where the plan's values and weights are in it.</summary>
/// <param name="Lowered">Its graph.</param>
/// <param name="Opset">The version of ONNX's own operators that it imports.</param>
sealed record EmittedModel(ExportedModel Model, Model Lowered, LoweredNames Names, long Opset)
{
    /// <summary>The lowered model before the passes that only the written one goes through: floats between codes, which ONNX Runtime runs.</summary>
    public Model Quantized { get; init; } = Lowered;

    /// <summary>What the passes over the lowered graph did and declined.</summary>
    public IReadOnlyList<TraceEntry> Trace { get; init; } = [];

    /// <summary>The file of a plan.</summary>
    public static EmittedModel Of(Model model, QuantizationPlan plan, Target target, Notes notes)
    {
        Model lowered = model.Copy();
        if (notes == Notes.Written)
        {
            PlanNotes.Write(lowered.Graph, plan);
        }
        LoweredNames names = InsertQuantizeDequantize.Run(lowered.Graph, plan, target.Kernels);
        var context = new PassContext(lowered, new OrtRuntime("lowered"), new DiagnosticList());
        foreach (Pass form in target.LoweredForms)
        {
            form.Run(lowered.Graph, context);
        }
        bool isFinal = notes == Notes.Written && target.FinalForms.Count > 0;
        Model quantized = isFinal ? lowered.Copy() : lowered;
        foreach (Pass form in isFinal ? target.FinalForms : [])
        {
            form.Run(lowered.Graph, context);
        }
        ExportedModel exported = lowered.Graph.Nodes.Any(n => n.Operator.Domain == IntegerOperators.Domain)
            ? IntegerGraphEmitter.Emit(lowered, target.Name, ProductVersion.Text)
            : QdqEmitter.Emit(lowered, target.Name, ProductVersion.Text);
        return new EmittedModel(exported, lowered, names, lowered.OpsetOf("") ?? 0) { Quantized = quantized, Trace = context.Trace };
    }

    /// <summary>The file of a plan in which nothing is integer: the model as it came.</summary>
    public static EmittedModel AsItCame(Model model, Target target)
    {
        var names = new LoweredNames(new Dictionary<string, string>(), new Dictionary<string, string>());
        return new EmittedModel(QdqEmitter.Mark(model, target.Name, ProductVersion.Text), model, names, model.OpsetOf("") ?? 0);
    }
}
