using Qcc.Codegen.Onnx;
using Qcc.Core.Diagnostics;
using Qcc.Core.Ir;
using Qcc.Core.Ops.Integer;
using Qcc.Core.Quantization;
using Qcc.Core.Rewrite;
using Qcc.Onnx;
using Qcc.Onnx.OpsetRaising;
using Qcc.Onnx.Runtime;
using Qcc.Passes;
using Qcc.Search;
using Qcc.Targets;

namespace Qcc.Explain;

/// <summary>How a node runs, or could run.</summary>
public enum Execution
{
    /// <summary>In an integer kernel.</summary>
    Integer,

    /// <summary>In float.</summary>
    Float,

    /// <summary>As part of another node's kernel.</summary>
    Absorbed,
}

/// <summary>How a node runs and why.</summary>
/// <param name="Node">Its label.</param>
/// <param name="Operator">Its operator.</param>
/// <param name="Kernel">The kernel that runs it: an operator of ONNX Runtime's optimized graph; "" for a model that is not quantized yet.</param>
public sealed record NodeExplanation(string Node, string Operator, Execution Execution, string Kernel, string Reason);

/// <summary>For each node of a model whether it runs in integers, and if not why.</summary>
/// <param name="IsQuantized">Whether the model has quantized parts: then the entries say what ONNX Runtime does on this machine, else what a compile would decide.</param>
/// <param name="Nodes">In the order of the graph; constants and what only quantizes or dequantizes are left out.</param>
/// <param name="Undecided">Why a compile's decision is not known, so that the entries say only which nodes have a kernel; mostly null.</param>
public sealed record Explanation(bool IsQuantized, IReadOnlyList<NodeExplanation> Nodes, string? Undecided = null)
{
    /// <summary>Explains a model file.</summary>
    /// <param name="options">The target that a float model is explained for, shapes of its inputs, and what may become integer.</param>
    /// <exception cref="DiagnosticException">The file is no valid model, or ONNX Runtime refuses it.</exception>
    public static async Task<Explanation> OfFileAsync(string path, CompileOptions options, IDiagnostics diagnostics, CancellationToken cancellation = default)
    {
        Model model = ModelImporter.Import(path, diagnostics);
        if (model.Graph.Nodes.Any(n => n.Operator.Domain == IntegerOperators.Domain))
        {
            return new Explanation(true, [.. Described(model).Select(OfIntegerGraph)]);
        }
        if (model.Graph.WithSubgraphs().SelectMany(g => g.Nodes).Any(QuantizedGraph.IsQuantized))
        {
            return new Explanation(true, [.. Described(model).Select(new QuantizedGraph(model, Optimize(path)).Explain)]);
        }
        try
        {
            QuantizationPlan plan = await Compilation.DecideAsync(path, options, cancellation).ConfigureAwait(false);
            return new Explanation(false, [.. plan.Nodes.Select(Decided)]);
        }
        catch (DiagnosticException e) when (IsAboutSamples(e.Diagnostic))
        {
            Target target = TargetRegistry.Find(options.Target)!;
            return new Explanation(false, KernelsFor(model, path, target, diagnostics, cancellation), e.Diagnostic.Text);
        }
    }

    /// <summary>A node of an integer graph computes with integers, or stayed float between conversions.</summary>
    static NodeExplanation OfIntegerGraph(Node node)
    {
        bool isFunction = node.Operator.Domain == IntegerOperators.Domain;
        bool isInteger = isFunction || (node.Operator.Semantics is not null && node.Outputs.OfType<Value>().All(v => v.TensorType?.Element.IsFloat() != true));
        return new NodeExplanation(node.Label, node.Operator.ToString(), isInteger ? Execution.Integer : Execution.Float, isFunction ? "function" : node.Operator.Name,
            isInteger && NodeNotes.Get(node, PlanNotes.Reason) is { } reason ? reason
            : isFunction ? "computes with integers, in standard operators"
            : isInteger ? "moves or compares integers"
            : "has no integer form");
    }

    /// <summary>Whether the model is good and only made-up samples do not suit it: there are none of its inputs' type, or it fails on them.</summary>
    static bool IsAboutSamples(Diagnostic diagnostic) => diagnostic.Code.StartsWith("QCC20", StringComparison.Ordinal) || diagnostic.Code == RuntimeDiagnostics.FailedToRun.Code;

    static NodeExplanation Decided(NodeDecision decision)
    {
        Execution execution = decision.Placement switch
        {
            Placement.Absorbed => Execution.Absorbed,
            var p => p.IsInteger() ? Execution.Integer : Execution.Float,
        };
        return new NodeExplanation(decision.Node, decision.Operator, execution, "", decision.Reason);
    }

    /// <summary>What the target's kernel table says of each node of the canonical graph.</summary>
    static IReadOnlyList<NodeExplanation> KernelsFor(Model model, string path, Target target, IDiagnostics diagnostics, CancellationToken cancellation)
    {
        var runtime = new OrtRuntime(path);
        runtime.InferTypes(model);
        OpsetRaiser.Raise(model, QdqEmitter.Opset, path);
        PassRegistry.Canonicalize.RunUntilStable(model.Graph, new PassContext(model, runtime, diagnostics, cancellation) { File = path });
        return [.. Described(model).Select(n => KernelFor(n, target))];
    }

    static NodeExplanation KernelFor(Node node, Target target)
    {
        NodeExplanation Is(Execution execution, string reason) => new(node.Label, node.Operator.ToString(), execution, "", reason);
        if (target.Kernels.Find(node) is not { } kernel)
        {
            return Is(Execution.Float, $"no integer kernel for {node.Operator}");
        }
        if (kernel.Refuses(node) is { } refusal)
        {
            return Is(Execution.Float, refusal);
        }
        return kernel.Form == KernelForm.Absorbed
            ? Is(Execution.Absorbed, "the range of the quantized result before it does its work, where that is quantized")
            : Is(Execution.Integer, "has an integer kernel; it is used where that is expected to be faster (--prefer size: always)");
    }

    static IEnumerable<Node> Described(Model model) =>
        model.Graph.WithSubgraphs().SelectMany(g => g.Nodes).Where(n => n.Operator.Name is not ("Constant" or "QuantizeLinear" or "DequantizeLinear" or "DynamicQuantizeLinear"));

    /// <summary>The graph that ONNX Runtime makes of a file; its temporary copy is gone afterwards.</summary>
    static Model Optimize(string path)
    {
        using var optimized = new TemporaryFile(Path.Combine(Path.GetTempPath(), $"qcc-{Path.GetRandomFileName()}.onnx"));
        OrtSession.Load(path, new OrtSessionOptions { OptimizedModelPath = optimized.Path }).Dispose();
        return ModelImporter.Parse(File.ReadAllBytes(optimized.Path), new DiagnosticList(), path);
    }
}
