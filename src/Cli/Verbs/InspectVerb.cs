using System.CommandLine;
using Qcc.Cli.Documents;
using Qcc.Cli.Options;
using Qcc.Core.Ir;
using Qcc.Core.Ops;
using Qcc.Core.Ops.Integer;
using Qcc.Data;
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
            "qcc inspect model.onnx --shape input=1,3,224,224     with the sizes that it leaves open",
            "qcc inspect model.onnx --json | jq .operators")
        { model };
        Option<IReadOnlyDictionary<string, IReadOnlyList<long>>> shapes = ShapeOption.Create();
        verb.Add(shapes);
        host.Bind(verb, new InspectDocument(), (line, shell, _) => Task.FromResult<Document>(Run(line.GetRequiredValue(model), line.GetRequiredValue(shapes), shell)));
        return verb;
    }

    /// <remarks>What functions of an integer graph are made of is left out: its nodes say what they compute.</remarks>
    /// <param name="shapes">Whole shapes of inputs by name, where the model leaves sizes open.</param>
    public static InspectDocument Run(string path, IReadOnlyDictionary<string, IReadOnlyList<long>> shapes, Shell shell)
    {
        OpenedModel opened = OpenedModel.Read(path, shell);
        Model model = opened.Model;
        Graph[] graphs = [.. model.Graph.WithSubgraphs(), .. model.Functions.Where(f => f.Domain != IntegerOperators.Domain).SelectMany(f => f.Body.WithSubgraphs())];
        Node[] nodes = [.. graphs.SelectMany(g => g.Nodes)];
        Tensor[] weights = [.. graphs.SelectMany(g => g.Initializers).Select(v => v.Initializer).OfType<Tensor>()];
        ApplyShapes(model.Graph, shapes);
        InferShapes(model.Graph, shapes.Count > 0);
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

    static void ApplyShapes(Graph graph, IReadOnlyDictionary<string, IReadOnlyList<long>> shapes)
    {
        foreach (ModelInput input in GivenShapes.Apply(ModelInput.Of(graph), shapes).Where(i => shapes.ContainsKey(i.Name)))
        {
            graph.Inputs.First(v => v.Name == input.Name).Type = input.Type;
        }
    }

    /// <summary>Fills in types that the operator table can tell, so that no runtime has to be started.</summary>
    /// <param name="anew">Whether those that the file gives are looked at too: given sizes make them narrower.</param>
    static void InferShapes(Graph graph, bool anew)
    {
        foreach (Node node in graph.Nodes.Where(n => anew || n.Outputs.Any(IsOpen)))
        {
            IReadOnlyList<TensorType>? types = Rule(node)(node);
            for (int i = 0; i < Math.Min(types?.Count ?? 0, node.Outputs.Count); i++)
            {
                if (node.Outputs[i] is { } output && (IsOpen(output) || (anew && types![i].Shape is not null)))
                {
                    output.Type = types![i];
                }
            }
        }
    }

    /// <summary>The operator's rule; a call of a function that is an operator of the integer dialect has that one's.</summary>
    static ShapeRule Rule(Node node) => (node.Operator.Domain == IntegerOperators.Domain ? IntegerOperators.All.FirstOrDefault(o => o.Name == node.Operator.Name) : null)?.Shapes ?? node.Operator.Shapes;

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
