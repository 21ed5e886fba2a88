using Qcc.Check;
using Qcc.Core.Ir;
using Qcc.Core.Quantization;
using Qcc.Measure;
using Qcc.Onnx;
using Qcc.Onnx.Runtime;
using Qcc.Passes.Equalize;
using Qcc.Search;

namespace Qcc.Details;

/// <summary>Measures what a report shows beside the figures of Check.</summary>
sealed class DetailsMeter(CheckRequest request, IPlanSearch search, CancellationToken cancellation)
{
    /// <summary>Held-out samples that per-layer figures and the race take.</summary>
    const int FewSamples = 4;

    /// <summary>Time of the race for each file.</summary>
    static readonly TimeSpan RaceTime = TimeSpan.FromMilliseconds(150);

    /// <summary>Measures.</summary>
    /// <param name="report">What Check found of the chosen file.</param>
    /// <param name="canonical">The float model before any rewrite of the search.</param>
    public CompileDetails Run(CompileReport report, Model canonical)
    {
        // The files of a large model take too long, and what is float has no steps.
        if (request.Source.IsLarge || report.WhyNothingIsInteger is not null)
        {
            return new() { Values = Values(report, canonical), Files = [] };
        }
        IReadOnlyList<(string Name, PlannedModel Planned)> mixtures = [.. search.Mixed.DistinctBy(m => m.Plan.Method).Select(m => (m.Plan.Method, m))];
        IReadOnlyList<MeasuredFile> files = Files(report, [.. Steps(canonical)], mixtures);
        return new() { Values = Values(report, canonical), Files = [.. files.SkipLast(mixtures.Count)], Mixtures = [.. files.TakeLast(mixtures.Count)] };
    }

    /// <summary>The plans before the chosen one with their names, the plainest first.</summary>
    IEnumerable<(string Name, PlannedModel Planned)> Steps(Model canonical)
    {
        PlannedModel last = search.Plain(canonical);
        yield return ("plain: no remedy", last);
        foreach (Candidate candidate in search.Best.SkipLast(1).Where(c => !c.Plan.LowersLike(last.Plan)))
        {
            yield return (candidate.Plan.Method, candidate.Planned);
            last = candidate.Planned;
        }
    }

    IReadOnlyList<ValueDetails> Values(CompileReport report, Model canonical)
    {
        Graph graph = request.Planned.Model.Graph;
        Dictionary<string, Value> values = graph.Inputs.Concat(graph.Nodes.SelectMany(n => n.Outputs).OfType<Value>()).ToDictionary(v => v.Name, StringComparer.Ordinal);
        Dictionary<string, double> errors = report.Layers.Where(l => l is { Result.Length: > 0, SqnrDb: not null }).DistinctBy(l => l.Result).ToDictionary(l => l.Result, l => l.SqnrDb!.Value, StringComparer.Ordinal);
        ActivationStatistics observed = request.Calibration.Statistics, rewritten = Rewritten(canonical);
        HashSet<string> divided = request.Planned.Plan.Equalization.Where(DividesStatistics).SelectMany(d => d.Values).ToHashSet(StringComparer.Ordinal);
        return
        [
            .. from decision in request.Planned.Plan.Values
               let value = values[decision.Value]
               let statistics = rewritten.Of(value)
               where statistics is not null
               select new ValueDetails(decision.Value, value.Producer?.Label ?? "graph input", decision, statistics, divided.Contains(decision.Value) ? observed.Of(value) : null, errors.TryGetValue(decision.Value, out double db) ? db : null),
        ];
    }

    /// <summary>Statistics of the planned model. A replayed plan has rewritten it without a search.</summary>
    ActivationStatistics Rewritten(Model canonical)
    {
        if (search.Best is [.., var chosen])
        {
            return chosen.Footing.Statistics;
        }
        ActivationStatistics statistics = request.Calibration.Statistics;
        Model model = canonical.Copy();
        foreach (IReadOnlyList<EqualizationDecision> decisions in ModelRewrites.Portions(request.Planned.Plan.Equalization))
        {
            ModelRewrite rewrite = ModelRewrites.Of(decisions[0].Pass)!;
            if (rewrite.Statistics is not { } follow)
            {
                return request.Calibration.MeasureAgain?.Invoke(request.Planned.Model) ?? statistics;
            }
            statistics = follow(model.Graph, statistics, decisions);
            rewrite.Apply(model.Graph, decisions);
        }
        return statistics;
    }

    /// <summary>Whether the factors of a decision are what its values were divided by; a pass that adds operators leaves the values as they are.</summary>
    static bool DividesStatistics(EqualizationDecision decision) => ModelRewrites.Of(decision.Pass) is { Statistics: not null, AddsOperators: false };

    /// <summary>The float model, the steps, the chosen file and the mixtures.</summary>
    IReadOnlyList<MeasuredFile> Files(CompileReport report, IEnumerable<(string Name, PlannedModel Planned)> steps, IEnumerable<(string Name, PlannedModel Planned)> mixtures)
    {
        List<(string Name, ExportedModel Model, IReadOnlyDictionary<string, double> ResultDb)> files =
        [
            ("float", request.Source, new Dictionary<string, double>()),
            .. steps.Select(Emitted),
            Emitted(report.Method, request.Planned, request.Emitted),
            .. mixtures.Select(Emitted),
        ];
        var sessions = new List<OrtSession>();
        try
        {
            foreach ((string name, ExportedModel model, _) in files)
            {
                cancellation.ThrowIfCancellationRequested();
                sessions.Add(OrtSession.Load(model, new OrtSessionOptions(), name));
            }
            double[] ratios = Race(sessions);
            string[] outputs = [.. request.Planned.Model.Graph.Outputs.Select(o => o.Name)];
            return [.. files.Select((f, i) => new MeasuredFile(f.Name, i == 0 ? double.PositiveInfinity : HeldOutError.Measure(sessions[i], request.Calibration.HeldOut, outputs).Sqnr.Db, f.Model.CalculateBytes(), ratios[i], f.ResultDb))];
        }
        finally
        {
            sessions.ForEach(s => s.Dispose());
        }
    }

    (string Name, ExportedModel Model, IReadOnlyDictionary<string, double> ResultDb) Emitted((string Name, PlannedModel Planned) file) =>
        Emitted(file.Name, file.Planned, EmittedModel.Of(file.Planned.Model, file.Planned.Plan, request.Target, Notes.Written));

    (string Name, ExportedModel Model, IReadOnlyDictionary<string, double> ResultDb) Emitted(string name, PlannedModel planned, EmittedModel emitted) =>
        (name, emitted.Model, ResultErrors.Measure(planned, emitted, request.Calibration.HeldOut.Take(FewSamples), request.File));

    /// <summary>Latency of each file relative to the first. An integer graph in ONNX shows results, not speed.</summary>
    double[] Race(List<OrtSession> sessions)
    {
        if (request.Target.IsIntegerOnly)
        {
            return [.. sessions.Select(_ => double.NaN)];
        }
        IReadOnlyDictionary<string, Tensor>[] samples = [.. request.Calibration.HeldOut.Take(FewSamples).Select(s => s.Inputs)];
        ModelRacer[] racers = [.. sessions.Select(s => new ModelRacer(s, samples))];
        try
        {
            return [.. LatencyRace.Run([.. racers.Select<ModelRacer, Action>(r => r.RunNext)], request.Race with { Duration = RaceTime * racers.Length }, cancellation).Select(t => t.Ratio)];
        }
        finally
        {
            foreach (ModelRacer racer in racers)
            {
                racer.Dispose();
            }
        }
    }
}
