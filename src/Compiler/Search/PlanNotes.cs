using System.Globalization;
using Qcc.Check;
using Qcc.Core.Ir;
using Qcc.Core.Quantization;
using Qcc.Onnx;

namespace Qcc.Search;

/// <summary>Whether an emitted file says why each node runs as it does. Candidates of a search are thrown away: they need not.</summary>
enum Notes { None, Written }

/// <summary>The decisions of a plan as notes on the nodes of the file, for viewers and <c>qcc explain</c>.</summary>
static class PlanNotes
{
    /// <summary>Key of the placement: integer, integer_to_float, dynamic, weight_only, absorbed or float.</summary>
    public const string Decision = "qcc.decision";

    /// <summary>The placement of a node of which the weights alone are codes.</summary>
    public const string WeightOnly = "weight_only";

    /// <summary>Key of the reason.</summary>
    public const string Reason = "qcc.reason";

    /// <summary>Key of the SQNR of the node's result against the float model, in dB.</summary>
    public const string Sqnr = "qcc.sqnr_db";

    /// <summary>Writes the notes into a graph whose values have the names of the plan: before it is lowered.</summary>
    public static void Write(Graph graph, QuantizationPlan plan)
    {
        var decisions = plan.Nodes.ToDictionary(d => d.Output, StringComparer.Ordinal);
        foreach (Node node in graph.Nodes)
        {
            if (node.Result is { } output && decisions.TryGetValue(output.Name, out NodeDecision? decision))
            {
                NodeNotes.Set(node, Decision, decision.Placement switch
                {
                    Placement.Integer => "integer",
                    Placement.IntegerToFloat => "integer_to_float",
                    Placement.Dynamic => "dynamic",
                    Placement.WeightOnly => WeightOnly,
                    Placement.Absorbed => "absorbed",
                    _ => "float",
                });
                NodeNotes.Set(node, Reason, decision.Reason);
                if (decision.SqnrDb is { } db)
                {
                    NodeNotes.Set(node, Sqnr, db.ToString("0.0", CultureInfo.InvariantCulture));
                }
            }
        }
    }

    /// <summary>The plan with what Check measured of its nodes.</summary>
    public static QuantizationPlan WithErrors(QuantizationPlan plan, IEnumerable<LayerReport> layers)
    {
        var measured = new Dictionary<string, double>(StringComparer.Ordinal);
        foreach (LayerReport layer in layers)
        {
            if (layer.SqnrDb is { } db && double.IsFinite(db))
            {
                measured.TryAdd(layer.Node, Math.Round(db, 1));
            }
        }
        return plan with { Nodes = [.. plan.Nodes.Select(n => measured.TryGetValue(n.Node, out double db) ? n with { SqnrDb = db } : n)] };
    }
}
