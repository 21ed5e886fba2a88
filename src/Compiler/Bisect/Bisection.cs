using Qcc.Calibrate;
using Qcc.Core.Diagnostics;
using Qcc.Core.Ir;
using Qcc.Core.Quantization;
using Qcc.Measure;
using Qcc.Onnx;
using Qcc.Onnx.Runtime;
using Qcc.Passes.Quantize;
using Qcc.Search;

namespace Qcc.Bisect;

/// <summary>How far outputs are from those of the original model.</summary>
/// <param name="Relative">
/// Largest difference of an output by the largest magnitude of that output; of integers and booleans, the share that differs; infinite where
/// the model cannot be run, or an output turns NaN.
/// </param>
/// <param name="Refusal">Why ONNX Runtime does not run the model, or null.</param>
public readonly record struct FloatError(double Relative, string? Refusal);

/// <summary>The step that breaks the float function.</summary>
/// <param name="Pass">Its name.</param>
/// <param name="Number">Which of the steps that changed something, from 1.</param>
/// <param name="Before">The error before it.</param>
/// <param name="After">The error after it.</param>
public sealed record BrokenPass(string Pass, int Number, FloatError Before, FloatError After);

/// <summary>What quantizing one layer costs.</summary>
/// <param name="Node">Its label.</param>
/// <param name="AloneDb">SQNR of the outputs where only this layer is quantized.</param>
/// <param name="WithoutDb">SQNR where only this layer is kept in float; null where that was not measured.</param>
public sealed record LayerCost(string Node, string Operator, double AloneDb, double? WithoutDb);

/// <summary>
/// Finds what breaks a model: the pass that changes its float function, by bisection over the steps of canonicalization; and if there is
/// none, the layer whose quantization costs most.
/// </summary>
public sealed record Bisection
{
    /// <summary>Samples that outputs are compared on.</summary>
    const int MostSamples = 8;

    /// <summary>The worst layers, which are also left out one at a time.</summary>
    const int Suspects = 5;

    public required int Samples { get; init; }
    public required bool Synthetic { get; init; }

    /// <summary>Steps that changed the model.</summary>
    public required IReadOnlyList<string> Steps { get; init; }

    /// <summary>The error of the float model after all steps.</summary>
    public required FloatError FloatError { get; init; }

    /// <summary>The step to blame; null where the function is kept.</summary>
    public BrokenPass? Broken { get; init; }

    /// <summary>SQNR of the quantized file; null where a step breaks the model or nothing is integer, NaN where no output is float.</summary>
    public double? SqnrDb { get; init; }

    /// <summary>Layers with weights that become integer, the costliest first; none where no output is float.</summary>
    public IReadOnlyList<LayerCost> Layers { get; init; } = [];

    /// <summary>Looks into a compile.</summary>
    /// <param name="bound">Largest relative error that counts as the same function.</param>
    /// <exception cref="DiagnosticException">The model, the options or the samples are refused, or the original does not run.</exception>
    public static async Task<Bisection> RunAsync(string file, CompileOptions options, double bound, CancellationToken cancellation = default)
    {
        using BisectedCompile compile = await Compilation.FollowAsync(file, options, cancellation).ConfigureAwait(false);
        PreparedModel prepared = compile.Prepared;
        CalibrationResult calibration = await compile.CalibrateAsync().ConfigureAwait(false);
        HeldOutSample[] samples = [.. calibration.HeldOut.Concat(calibration.Counted).Take(MostSamples)];
        string[] outputs = [.. prepared.Original.Graph.Outputs.Select(o => o.Name)];
        using OrtSession original = OrtSession.Load(prepared.Source, new OrtSessionOptions { Threads = options.ThreadCount }, file);
        var reference = new FloatReference(original, samples, outputs, options.ThreadCount, file);
        FloatError last = reference.ErrorOf(prepared.Model);
        var found = new Bisection
        {
            Samples = samples.Length,
            Synthetic = prepared.Synthetic,
            Steps = [.. compile.Steps.Select(s => s.Pass)],
            FloatError = last,
        };
        return last.Relative > bound ? found with { Broken = FindPass(compile.Steps, reference, last, bound, cancellation) }
            : new LayerCosts(prepared, calibration, options, cancellation).AddTo(found);
    }

    /// <summary>Some step has a good model before it and a bad one behind it: the search keeps that so, and halves what lies between.</summary>
    internal static BrokenPass FindPass(IReadOnlyList<CompiledStep> steps, FloatReference reference, FloatError last, double bound, CancellationToken cancellation)
    {
        (int good, int bad) = (0, steps.Count);
        (FloatError before, FloatError after) = (default, last);
        while (bad - good > 1)
        {
            cancellation.ThrowIfCancellationRequested();
            int middle = (good + bad) / 2;
            FloatError error = reference.ErrorOf(steps[middle - 1].After);
            if (error.Relative > bound)
            {
                (bad, after) = (middle, error);
            }
            else
            {
                (good, before) = (middle, error);
            }
        }
        return new BrokenPass(steps[bad - 1].Pass, bad, before, after);
    }

    /// <summary>Quantizes layers alone, and all but one, in the way that a compile would choose for all of them.</summary>
    sealed class LayerCosts(PreparedModel model, CalibrationResult calibration, CompileOptions options, CancellationToken cancellation)
    {
        readonly Func<Selection, PlannedModel> _planned = Planner(calibration, model, options, cancellation);

        public Bisection AddTo(Bisection found)
        {
            QuantizationPlan all = _planned(model.Selection).Plan;
            HashSet<string> integer = [.. all.Nodes.Where(n => n.Placement.IsInteger()).Select(n => n.Output)];
            Node[] layers = [.. model.Model.Graph.Nodes.Where(n => model.Target.Kernels.Find(n) is { HasWeights: true } && integer.Contains(n.FirstOutput!.Name))];
            if (layers.Length == 0)
            {
                return found;
            }
            if (!calibration.HeldOut.SelectMany(s => s.Outputs).Any(o => o?.Element.IsFloat() == true))
            {
                return found with { SqnrDb = double.NaN };
            }
            var parallel = new ParallelOptions { MaxDegreeOfParallelism = options.ThreadCount, CancellationToken = cancellation };
            LayerCost[] costs = InParallel.Select(layers.Length, parallel, i => new LayerCost(layers[i].Label, layers[i].Operator.Name, Db(Only(layers[i])), null));
            int[] order = [.. Enumerable.Range(0, layers.Length).OrderBy(i => costs[i].AloneDb)];
            double[] without = InParallel.Select(Math.Min(Suspects, layers.Length), parallel, k => Db(Without(layers[order[k]])));
            foreach ((int k, double db) in without.Index())
            {
                costs[order[k]] = costs[order[k]] with { WithoutDb = db };
            }
            // What helps most when it is left out is the answer; alone a layer may look worse than it is among the others.
            return found with
            {
                SqnrDb = Db(model.Selection),
                Layers = [.. order.Take(Suspects).OrderByDescending(i => costs[i].WithoutDb).Concat(order.Skip(Suspects)).Select(i => costs[i])],
            };
        }

        // Nodes are those of another copy of the model in each try: they go by the name of their result.
        Selection Only(Node layer) => model.Selection with { IsAllowed = node => node.FirstOutput?.Name == layer.FirstOutput!.Name, When = QuantizeWhen.ItCan };

        Selection Without(Node layer) => model.Selection with { WhyFloat = node => node.FirstOutput?.Name == layer.FirstOutput!.Name ? "left out" : model.Selection.WhyFloat(node) };

        static Func<Selection, PlannedModel> Planner(CalibrationResult calibration, PreparedModel model, CompileOptions options, CancellationToken cancellation)
        {
            if (model.Target.IsWeightOnly)
            {
                // A layer's codes do not hang on those of others: the plan of all is searched once.
                PlannedModel all = new WeightOnlySearch(calibration, model.Target, model.Selection, options, cancellation).Run(model.Model);
                return selection => Restricted(all, selection);
            }
            Recipe recipe = new PlanSearch(calibration, model.Target, model.Selection, options, cancellation).Choose(model.Model);
            return selection => new PlanSearch(calibration, model.Target, selection, options, cancellation).Follow(recipe, model.Model);
        }

        /// <summary>A plan with the layers in float that a selection leaves out.</summary>
        static PlannedModel Restricted(PlannedModel all, Selection selection)
        {
            HashSet<string> floats = [.. all.Model.Graph.Nodes.Where(n => !selection.IsAllowed(n) || selection.WhyFloat(n) is not null).Select(n => n.FirstOutput?.Name).OfType<string>()];
            return all with { Plan = all.Plan with { Nodes = [.. all.Plan.Nodes.Select(n => floats.Contains(n.Output) ? new NodeDecision(n.Output, n.Node, n.Operator, Placement.Float, "left out") : n)] } };
        }

        double Db(Selection selection)
        {
            PlannedModel planned = _planned(selection);
            using OrtSession session = OrtSession.Load(EmittedModel.Of(planned.Model, planned.Plan, model.Target, Notes.None).Model, new OrtSessionOptions(), "candidate");
            return HeldOutError.Measure(session, [.. calibration.HeldOut.Take(MostSamples)], [.. model.Model.Graph.Outputs.Select(o => o.Name)]).Sqnr.Db;
        }
    }
}
