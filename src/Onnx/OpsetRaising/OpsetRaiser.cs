using Qcc.Core.Diagnostics;
using Qcc.Core.Ir;
using Qcc.Core.Ops;
using Qcc.Onnx.Import;

namespace Qcc.Onnx.OpsetRaising;

/// <summary>
/// Rewrites a model for a newer version of ONNX's own operator set: version by version, and within a version node by node,
/// by the rows of <see cref="ConversionTable"/>. Other domains stay as they are.
/// </summary>
public sealed class OpsetRaiser
{
    /// <summary>The oldest opset that is raised: before it, elementwise operators broadcast by attributes.</summary>
    public const int OldestOpset = 7;

    readonly int _target;
    readonly string _file;
    readonly HashSet<(string Domain, string Name)> _functions;

    OpsetRaiser(Model model, int target, string file)
    {
        (_target, _file) = (target, file);
        _functions = [.. model.Functions.Select(f => (Model.Normalize(f.Domain), f.Name))];
    }

    /// <summary>
    /// Raises the main graph, its subgraphs and the local functions in place. Names of graph inputs and outputs stay. A model
    /// that has the target opset or a newer one, or that does not import ONNX's own domain, stays as it is.
    /// </summary>
    /// <param name="model">The model. Where the types of values are known, fewer nodes are needed.</param>
    /// <param name="target">The opset to reach, at most <see cref="OperatorTable.NewestOpset"/>.</param>
    /// <param name="file">The file that diagnostics name.</param>
    /// <exception cref="DiagnosticException">QCC1071: the opset is too old. QCC1072: a node has no equal in the target.</exception>
    public static void Raise(Model model, int target, string file)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan(target, OperatorTable.NewestOpset);
        var raiser = new OpsetRaiser(model, target, file);
        if (raiser.Raise(model.Graph, GraphPath.Main, model.Opsets, new InitializerScope()))
        {
            IReadOnlyList<OpsetImport> raised = raiser.Raised(model.Opsets);
            model.Opsets.Clear();
            model.Opsets.AddRange(raised);
        }
        for (int i = 0; i < model.Functions.Count; i++)
        {
            Function function = model.Functions[i];
            // Copies of a model share the bodies.
            Graph body = function.Body.Copy();
            var constants = new InitializerScope { FunctionBody = body };
            if (raiser.Raise(body, GraphPath.Function(function.Name), function.Opsets, constants))
            {
                model.Functions[i] = new Function(function.Domain, function.Name, body)
                {
                    Overload = function.Overload,
                    Opsets = raiser.Raised(function.Opsets),
                    Defaults = function.Defaults,
                    Origin = function.Origin,
                };
            }
        }
    }

    /// <summary>Refuses a model whose main graph is of an opset that cannot be raised: ONNX Runtime has kernels for some of its operators only.</summary>
    /// <exception cref="DiagnosticException">QCC1071: the opset is too old.</exception>
    public static void RefuseTooOld(Model model, string file) => RefuseTooOld(model.OpsetOf(""), file);

    static void RefuseTooOld(long? opset, string file)
    {
        if (opset < OldestOpset)
        {
            throw new DiagnosticException(OpsetDiagnostics.TooOld.At(new Place(file), opset.Value));
        }
    }

    bool Raise(Graph root, GraphPath path, IReadOnlyList<OpsetImport> opsets, InitializerScope constants)
    {
        long? opset = opsets.FirstOrDefault(IsOnnx)?.Version;
        if (opset is null || opset >= _target)
        {
            return false;
        }
        RefuseTooOld(opset, _file);
        for (int version = (int)opset + 1; version <= _target; version++)
        {
            foreach ((Node node, Site site) in Nodes(root, path).Where(n => Changes(n.Node.Operator, version)))
            {
                Convert(new ConversionSite(node, version, _target, site.Place(_file)) { Constants = constants });
            }
        }
        return true;
    }

    /// <summary>The nodes before a step; what the step adds has the new form already.</summary>
    static List<(Node Node, Site Site)> Nodes(Graph root, GraphPath path)
    {
        var nodes = new List<(Node Node, Site Site)>();
        var pending = new Stack<(Graph Graph, GraphPath Path)>([(root, path)]);
        while (pending.TryPop(out (Graph Graph, GraphPath Path) at))
        {
            for (int i = 0; i < at.Graph.Nodes.Count; i++)
            {
                Node node = at.Graph.Nodes[i];
                Site site = Site.Of(at.Path, i, node);
                nodes.Add((node, site));
                foreach ((string name, AttributeValue value) in node.Attributes)
                {
                    foreach (Graph graph in value switch { GraphAttribute g => [g.Value], GraphsAttribute g => g.Values, _ => [] })
                    {
                        pending.Push((graph, site.Into(name)));
                    }
                }
            }
        }
        return nodes;
    }

    bool Changes(Operator op, int version) => op.Domain.Length == 0 && !_functions.Contains((op.Domain, op.Name))
        && (!op.IsKnown || (op.Versions.Skip(1).Contains(version) && !CompatibleVersions.Contains(op, version)));

    static void Convert(ConversionSite site)
    {
        if (!site.Node.Operator.IsKnown)
        {
            throw site.Refuse("qcc does not know the operator", "replace the operator");
        }
        Conversion? conversion = ConversionTable.Find(site.Node.Operator, site.Version);
        if (conversion is null)
        {
            throw site.Refuse("qcc has no conversion for it", "replace the operator");
        }
        conversion.Apply(site);
    }

    /// <summary>The imports with ONNX's own domain, whichever of its two names they use, once and at the target.</summary>
    List<OpsetImport> Raised(IReadOnlyList<OpsetImport> opsets)
    {
        OpsetImport first = opsets.First(IsOnnx);
        return [.. opsets.Where(o => !IsOnnx(o) || ReferenceEquals(o, first)).Select(o => IsOnnx(o) ? o with { Version = _target } : o)];
    }

    static bool IsOnnx(OpsetImport import) => Model.Normalize(import.Domain).Length == 0;
}
