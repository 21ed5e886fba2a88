using Qcc.Core.Diagnostics;
using Qcc.Core.Ir;
using Qcc.Core.Ops;

namespace Qcc.Onnx.Import;

/// <summary>
/// Asks of every node, in subgraphs and functions too, that its operator exists in the imported opset, with its attributes,
/// and that it runs in inference.
/// </summary>
sealed class ModelCheck(ImportContext context, Allowances allowed)
{
    const string TrainingDomain = "ai.onnx.preview.training";
    const string PreviewDomain = "ai.onnx.preview";
    const string RuntimeDomain = "com.microsoft";
    const int Shown = 3;

    readonly List<string> _random = [];
    readonly HashSet<(string Domain, string Name)> _functions = [];

    public void Check(Model model)
    {
        foreach (Function function in model.Functions)
        {
            _functions.Add((Model.Normalize(function.Domain), function.Name));
        }
        Check(model.Graph, GraphPath.Main, model.Opsets);
        foreach (Function function in model.Functions)
        {
            Check(function.Body, GraphPath.Function(function.Name), function.Opsets);
        }
        if (_random.Count > 0)
        {
            string rest = _random.Count > Shown ? $" and {_random.Count - Shown} more" : "";
            context.Diagnostics.Report(ImportDiagnostics.Random.At(new Place(context.File), string.Join(", ", _random.Take(Shown)) + rest));
        }
    }

    void Check(Graph root, GraphPath path, IReadOnlyList<OpsetImport> opsets)
    {
        var pending = new Stack<(Graph Graph, GraphPath Path)>([(root, path)]);
        while (pending.TryPop(out (Graph Graph, GraphPath Path) at))
        {
            for (int i = 0; i < at.Graph.Nodes.Count; i++)
            {
                Node node = at.Graph.Nodes[i];
                Site site = Site.Of(at.Path, i, node);
                if (!_functions.Contains((node.Operator.Domain, node.Operator.Name)))
                {
                    Check(node, opsets.FirstOrDefault(o => Model.Normalize(o.Domain) == node.Operator.Domain)?.Version, site);
                }
                foreach ((string name, AttributeValue value) in node.Attributes)
                {
                    foreach (Graph graph in value switch { GraphAttribute g => [g.Value], GraphsAttribute g => g.Values, _ => [] })
                    {
                        pending.Push((graph, site.Into(name)));
                    }
                }
            }
        }
    }

    void Check(Node node, long? opset, Site site)
    {
        if (!node.Operator.IsKnown)
        {
            CheckUnknown(node.Operator, opset, site);
            return;
        }
        if (opset < node.Operator.Versions[0])
        {
            throw context.Refuse(ImportDiagnostics.OperatorTooNew, (node.Operator.Name, node.Operator.Versions[0], opset.Value), site);
        }
        AttributeCheck.Check(node, opset ?? node.Operator.Versions[^1], context, site);
        if (ConvolutionCheck.Fault(node) is { } fault)
        {
            throw context.Refuse(ImportDiagnostics.ConvolutionShape, fault, site);
        }
        if (!allowed.HasFlag(Allowances.Training) && TrainingFault(node) is { } training)
        {
            throw context.Refuse(ImportDiagnostics.Training, training, site);
        }
        if (node.Operator.IsRandom)
        {
            _random.Add(Escape.ForTerminal(node.ToString()));
        }
    }

    void CheckUnknown(Operator op, long? opset, Site site)
    {
        if (IsJudgedByRuntime(op, opset))
        {
            return;
        }
        IEnumerable<string> names = OperatorTable.All.Where(o => o.Domain == op.Domain).Select(o => o.Name);
        if (names.Any())
        {
            throw context.Refuse(ImportDiagnostics.UnknownOperator, (Escape.ForTerminal(op.Name), opset ?? 0, NearestNames.To(op.Name, names) is [var nearest, ..] ? nearest : null), site);
        }
        if (!allowed.HasFlag(Allowances.CustomOperators))
        {
            throw context.Refuse(ImportDiagnostics.CustomOperator, (Escape.ForTerminal(op.Name), Escape.ForTerminal(op.Domain)), site);
        }
    }

    // No table lists ONNX Runtime's fused kernels, ONNX's previews, and what is newer than the table; the session answers for them.
    static bool IsJudgedByRuntime(Operator op, long? opset) =>
        op.Domain == RuntimeDomain || op.Domain.StartsWith(RuntimeDomain + ".", StringComparison.Ordinal)
        || op.Domain == PreviewDomain || (op.Domain.Length == 0 && opset > OperatorTable.NewestOpset);

    static string? TrainingFault(Node node) => node.Operator switch
    {
        { Domain: TrainingDomain } op => $"{op.Name} belongs to {TrainingDomain}",
        { Name: "Dropout", Domain: "" } when TrueConstant(node.Input(2)) => "Dropout has training_mode true, so its output is random",
        { Name: "BatchNormalization", Domain: "" } when node.Int("training_mode", 0) != 0 => "BatchNormalization has training_mode 1, so its output depends on the batch",
        _ => null,
    };

    static bool TrueConstant(Value? value)
    {
        Tensor? tensor = value?.Constant ?? (value?.Producer?.Attribute("value") as TensorAttribute)?.Value;
        return tensor is { Element: ElementType.Bool, Count: 1 } && tensor.Bytes.Span[0] != 0;
    }
}
