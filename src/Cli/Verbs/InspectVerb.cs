using System.CommandLine;
using Qcc.Cli.Documents;
using Qcc.Core.Ir;
using Qcc.Core.Ops;
using Qcc.Measure;

namespace Qcc.Cli.Verbs;

/// <summary><c>qcc inspect MODEL</c>: what a model is.</summary>
static class InspectVerb
{
    public static Command Create(Host host)
    {
        var model = new Argument<string>("MODEL") { Description = "The .onnx file" };
        var verb = new VerbCommand("inspect", "Show what a model is: inputs, outputs, operators, parameters",
            "qcc inspect model.onnx",
            "qcc inspect model.onnx --json | jq .operators")
        { model };
        host.Bind(verb, new InspectDocument(), (line, shell, _) => Task.FromResult<Document>(Run(line.GetRequiredValue(model), shell)));
        return verb;
    }

    public static InspectDocument Run(string path, Shell shell)
    {
        OpenedModel opened = OpenedModel.Read(path, shell);
        Model model = opened.Model;
        Graph[] graphs = [.. model.Graph.WithSubgraphs(), .. model.Functions.SelectMany(f => f.Body.WithSubgraphs())];
        Node[] nodes = [.. graphs.SelectMany(g => g.Nodes)];
        Tensor[] weights = [.. graphs.SelectMany(g => g.Initializers).Select(v => v.Initializer).OfType<Tensor>()];
        InferShapes(model.Graph);
        return new InspectDocument
        {
            Input = opened.File,
            IrVersion = model.IrVersion,
            Producer = model.Producer,
            ProducerVersion = model.ProducerVersion,
            Opsets = model.Opsets.DistinctBy(o => o.Domain).ToDictionary(o => o.Domain, o => o.Version),
            Graph = model.Graph.Name,
            Metadata = model.Metadata.DistinctBy(m => m.Key).ToDictionary(m => m.Key, m => m.Value),
            Inputs = [.. model.Graph.Inputs.Where(v => v.Initializer is null).Select(Named)],
            Outputs = [.. model.Graph.Outputs.Select(Named)],
            Nodes = nodes.Length,
            Operators = nodes.GroupBy(n => n.Operator.ToString()).OrderByDescending(g => g.Count()).ThenBy(g => g.Key, StringComparer.Ordinal).ToDictionary(g => g.Key, g => g.Count()),
            Parameters = weights.Sum(w => w.Count),
            ParameterBytes = weights.Sum(w => w.Element.ByteSize(w.Count)),
            Macs = Macs(model.Graph),
        };
    }

    /// <summary>Fills in types that the operator table can tell, so that no runtime has to be started.</summary>
    static void InferShapes(Graph graph)
    {
        foreach (Node node in graph.Nodes.Where(n => n.Outputs.Any(IsOpen)))
        {
            IReadOnlyList<TensorType>? types = node.Operator.Shapes(node);
            for (int i = 0; i < Math.Min(types?.Count ?? 0, node.Outputs.Count); i++)
            {
                if (node.Outputs[i] is { } output && IsOpen(output))
                {
                    output.Type = types![i];
                }
            }
        }
    }

    static bool IsOpen(Value? value) => value is not null && value.TensorType?.Shape is null;

    static long? Macs(Graph graph)
    {
        long sum = 0;
        foreach (Node node in graph.Nodes)
        {
            if (MacCount.Of(node) is not { } macs)
            {
                return null;
            }
            sum = checked(sum + macs);
        }
        return sum;
    }

    static NamedType Named(Value value) => new(value.Name, value.Type?.ToString() ?? "?");
}
