using Qcc.Calibrate;
using Qcc.Core.Ir;
using Qcc.Core.Quantization;
using Qcc.Passes.Equalize;
using Qcc.Passes.Quantize;
using Qcc.Targets;

namespace Qcc.Search;

/// <summary>A float model to quantize, rewritten or as it is, with what is known of it.</summary>
/// <param name="Rewrites">What was done to it, in this order; each found something to do.</param>
/// <param name="Model">The model.</param>
/// <param name="Statistics">Of its activations.</param>
/// <param name="Decisions">What the rewrites decided, for the plan.</param>
/// <param name="Units">Its pieces and where they run.</param>
sealed record Footing(IReadOnlyList<ModelRewrite> Rewrites, Model Model, ActivationStatistics Statistics, IReadOnlyList<EqualizationDecision> Decisions, IReadOnlyList<QuantUnit> Units)
{
    /// <summary>What may become integer of it.</summary>
    public required Selection Selection { get; init; }
}

/// <summary>Makes footings of one model; each step is made once.</summary>
sealed class Footings
{
    readonly CalibrationResult _calibration;
    readonly Target _target;
    readonly Selection _selection;
    readonly Dictionary<(Footing Onto, ModelRewrite Rewrite), Footing?> _made = [];

    public Footings(Model model, CalibrationResult calibration, Target target, Selection selection)
    {
        (_calibration, _target, _selection) = (calibration, target, selection);
        Plain = Of([], model, calibration.Statistics, []);
    }

    /// <summary>The model as it is.</summary>
    public Footing Plain { get; }

    /// <summary>The model after rewrites in this order, those left out that find nothing to do.</summary>
    public Footing After(IReadOnlyList<ModelRewrite> rewrites)
    {
        Footing footing = Plain;
        foreach (ModelRewrite rewrite in rewrites)
        {
            if (!_made.TryGetValue((footing, rewrite), out Footing? next))
            {
                _made[(footing, rewrite)] = next = Rewritten(footing, rewrite);
            }
            footing = next ?? footing;
        }
        return footing;
    }

    /// <summary>The different models that these lists of rewrites give, in their order.</summary>
    public Footing[] Different(IReadOnlyList<IReadOnlyList<ModelRewrite>> lists) => [.. lists.Select(After).Distinct(ReferenceEqualityComparer.Instance).Cast<Footing>()];

    Footing? Rewritten(Footing footing, ModelRewrite rewrite)
    {
        if (rewrite.Choose(footing.Model.Graph, footing.Statistics) is not [_, ..] decisions)
        {
            return null;
        }
        Model model = footing.Model.Copy();
        rewrite.Apply(model.Graph, decisions);
        ActivationStatistics? statistics = rewrite.Statistics?.Invoke(footing.Model.Graph, footing.Statistics, decisions) ?? _calibration.MeasureAgain?.Invoke(model);
        return statistics is null ? null : Of([.. footing.Rewrites, rewrite], model, statistics, [.. footing.Decisions, .. decisions]);
    }

    Footing Of(IReadOnlyList<ModelRewrite> rewrites, Model model, ActivationStatistics statistics, IReadOnlyList<EqualizationDecision> decisions)
    {
        Selection selection = _selection with { WhyFloat = node => rewrites.Select(r => r.WhyFloat(node)).FirstOrDefault(why => why is not null) ?? _selection.WhyFloat(node) };
        return new(rewrites, model, statistics, decisions, PartitionGraph.Run(model.Graph, statistics, _target.Kernels, selection)) { Selection = selection };
    }
}
