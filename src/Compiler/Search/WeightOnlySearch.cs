using Qcc.Calibrate;
using Qcc.Core.Ir;
using Qcc.Core.Ops;
using Qcc.Core.Quantization;
using Qcc.Onnx.Runtime;
using Qcc.Passes.Equalize;
using Qcc.Passes.Lower;
using Qcc.Passes.Quantize;
using Qcc.Targets;

namespace Qcc.Search;

/// <summary>
/// Finds codes and scales for the weights of a target that leaves activations in float: by the weights alone where there are no samples, else by what
/// layers lose on them, in the form of blocks and with the scaling of channels that lose least on those held out.
/// </summary>
sealed class WeightOnlySearch : IPlanSearch
{
    const int Bits = 4;

    /// <summary>Larger blocks are taken for a smaller file where they cost at most this many dB on held-out samples.</summary>
    const double LargestLossDb = 1;

    readonly SearchContext _context;
    readonly Selection _selection;
    readonly List<Candidate> _best = [];
    int _tried;

    public WeightOnlySearch(CalibrationResult calibration, Target target, Selection selection, CompileOptions options, CancellationToken cancellation) =>
        (_context, _selection) = (new SearchContext(calibration, target, options, cancellation), selection);

    public IReadOnlyList<Candidate> Best => _best;

    public PlannedModel Plain(Model model)
    {
        Base plain = new(new Footings(model, _context.Calibration, _context.Target, _selection).Plain, _context.Target);
        BlockForm first = Forms()[0];
        return new PlannedModel(model, With(plain, "nearest codes", first, Nearest(plain, first)));
    }

    public PlannedModel Run(Model model)
    {
        if (!_context.CanFit || model.Graph.Store is not null)
        {
            return Plain(model);
        }
        var footings = new Footings(model, _context.Calibration, _context.Target, _selection);
        Base plain = new(footings.Plain, _context.Target);
        if (plain.Layers.Count == 0)
        {
            return new PlannedModel(model, plain.Plan);
        }
        Trial nearest = ChooseForm(plain);
        _best.Add(nearest.Candidate);
        Trial together = Together(nearest, plain, footings);
        if (together != nearest)
        {
            _best.Add(together.Candidate);
        }
        return together.Candidate.Planned;
    }

    /// <summary>A product whose weights become codes.</summary>
    sealed record Layer(NodeDecision Decision, Node Node)
    {
        public bool IsTable => Node.Operator == DataMovementOperators.Gather;
    }

    /// <summary>A float model with the places of its nodes and the products among them whose weights become codes.</summary>
    sealed class Base
    {
        readonly Dictionary<string, float[]> _factors;

        public Base(Footing footing, Target target)
        {
            (Footing, Plan) = (footing, ChooseScales.Run(footing.Units, footing.Statistics, RangeObserver.MinMax, ActivationWidths.ByReader, target.Name, "") with { Equalization = footing.Decisions });
            Dictionary<string, NodeDecision> decisions = Plan.Nodes.Where(n => n.Placement == Placement.WeightOnly).ToDictionary(n => n.Output, StringComparer.Ordinal);
            Layers = [.. footing.Model.Graph.Nodes.Where(n => n.Result is { } r && decisions.ContainsKey(r.Name)).Select(n => new Layer(decisions[n.Output.Name], n))];
            _factors = footing.Decisions.SelectMany(d => d.Values.Select(v => (v, d.Factors))).ToDictionary(p => p.v, p => p.Factors, StringComparer.Ordinal);
        }

        public Footing Footing { get; }
        public QuantizationPlan Plan { get; }
        public IReadOnlyList<Layer> Layers { get; }

        /// <summary>What a layer reads here where that of the model as it came reads <paramref name="rows"/>.</summary>
        public LayerRows Scaled(LayerRows rows, string value) =>
            _factors.TryGetValue(value, out float[]? factors) ? rows with { Units = [.. rows.Units.Select((u, k) => u / factors[k])] } : rows;
    }

    /// <summary>A file with its score.</summary>
    sealed record Trial(BlockForm Form, Candidate Candidate)
    {
        public CandidateScore Score => Candidate.Score;
    }

    /// <summary>The forms that the options leave open, from the one that is taken untried on.</summary>
    BlockForm[] Forms()
    {
        int[] sizes = _context.Options.BlockSize == 0 ? [32, 64, 128] : [_context.Options.BlockSize];
        BlockZero[] zeros = _context.Options.ZeroPoints switch
        {
            ZeroPoints.None => [BlockZero.Fixed],
            ZeroPoints.Block => [BlockZero.Chosen],
            _ => [BlockZero.Chosen, BlockZero.Fixed],
        };
        return [.. sizes.SelectMany(s => zeros.Select(z => new BlockForm(Bits, s, z)))];
    }

    Dictionary<string, NodeDecision> Nearest(Base model, BlockForm form) =>
        model.Layers.ToDictionary(l => l.Decision.Output, l => Nearest(l, form), StringComparer.Ordinal);

    NodeDecision Nearest(Layer layer, BlockForm form) => RoundBlocks.Nearest(layer.Decision, layer.Node, layer.IsTable ? TableForm : form, _context.Parallel);

    /// <summary>Rows of tables are not summed up, so that their errors do not cancel: they take bytes.</summary>
    static BlockForm TableForm { get; } = new(8, 128, BlockZero.Fixed);

    /// <summary>Of the forms that cost little more than the best one that with the smallest file: last blocks are filled up, so that larger ones may take more.</summary>
    Trial ChooseForm(Base plain)
    {
        Trial[] trials = [.. Forms().Select(f => Try(f, plain, Rounding.Nearest, "nearest codes", Nearest(plain, f)))];
        double best = trials.Max(t => t.Score.PooledDb);
        return trials.Where(t => t.Score.PooledDb >= best - LargestLossDb).MinBy(t => plain.Layers.Where(l => !l.IsTable).Sum(l => t.Form.BytesOf(new MatrixWeights(l.Node))))!;
    }

    /// <summary>A model with its weights chosen together in one way.</summary>
    sealed record Way(Base Model, MeanError Mean)
    {
        public Dictionary<string, NodeDecision> Rounded { get; } = new(StringComparer.Ordinal);

        public override string ToString() =>
            $"codes chosen together{(Mean == MeanError.GoesIntoBias ? " beside the mean" : "")}{string.Concat(Model.Footing.Rewrites.Select(r => $", {r.Name}"))}";
    }

    /// <summary>The form of a trial with codes chosen together, on the model as it is and with its channels scaled; the trial where that gains nothing.</summary>
    Trial Together(Trial nearest, Base plain, Footings footings)
    {
        BlockForm form = nearest.Form;
        Way[] ways = [.. Bases(form, plain, footings).SelectMany(b => Means(b).Select(m => new Way(b, m)))];
        Node[] nodes = [.. plain.Layers.Where(l => !l.IsTable).Select(l => l.Node).Where(n => new MatrixWeights(n).Depth <= RoundBlocks.MostDepth)];
        new FloatInputs(plain.Footing.Model, plain.Footing.Statistics, _context.Options, _context.Cancellation).ForEach(nodes, _context.Calibration.Counted, (node, rows) =>
        {
            foreach (Way way in ways)
            {
                Layer layer = way.Model.Layers.First(l => l.Decision.Output == node.Output.Name);
                way.Rounded[node.Output.Name] = RoundBlocks.Together(layer.Decision, layer.Node, form, way.Model.Scaled(rows, node.Inputs[0]!.Name), way.Mean, _context.Parallel);
            }
        });
        Trial best = nearest;
        foreach (Way way in ways)
        {
            foreach (Layer left in way.Model.Layers.Where(l => !way.Rounded.ContainsKey(l.Decision.Output)))
            {
                way.Rounded[left.Decision.Output] = Nearest(left, form);
            }
            Trial trial = Try(form, way.Model, way.Mean == MeanError.Counts ? Rounding.Compensated : Rounding.CompensatedBesideBias, way.ToString(), way.Rounded);
            best = trial.Score.LowestDb > best.Score.LowestDb ? trial : best;
        }
        return best;
    }

    /// <summary>The model as it is and, where that promises anything, with channels scaled for the form.</summary>
    Base[] Bases(BlockForm form, Base plain, Footings footings)
    {
        HashSet<string> blocked = [.. plain.Layers.Select(l => l.Decision.Output)];
        ModelRewrite scaling = ModelRewrites.ScalingForBlocks(n => n.Result is { } r && blocked.Contains(r.Name), form.Bits, form.BlockSize);
        return [plain, .. footings.Different([[scaling]]).Where(f => f != footings.Plain).Select(f => new Base(f, _context.Target))];
    }

    static MeanError[] Means(Base model) => model.Layers.Any(l => !l.IsTable && BiasSlot.Of(l.Node) is not null) ? [MeanError.Counts, MeanError.GoesIntoBias] : [MeanError.Counts];

    Trial Try(BlockForm form, Base model, Rounding rounding, string method, Dictionary<string, NodeDecision> rounded)
    {
        QuantizationPlan plan = With(model, method, form, rounded);
        Model floats = model.Footing.Model;
        using OrtSession session = OrtSession.Load(EmittedModel.Of(floats, plan, _context.Target, Notes.None).Model, new OrtSessionOptions(), "candidate");
        CandidateScore score = HeldOutError.Score(session, _context.Calibration, floats.Graph);
        _context.Options.Progress?.Report(new CompileProgress("quantize", ++_tried, null));
        return new Trial(form, new Candidate(new Recipe(null, rounding == Rounding.CompensatedBesideBias, model.Footing.Rewrites, rounding), model.Footing, plan, score));
    }

    QuantizationPlan With(Base model, string method, BlockForm form, Dictionary<string, NodeDecision> rounded) => model.Plan with
    {
        Method = $"{form}, {method}",
        Nodes = [.. model.Plan.Nodes.Select(n => rounded.TryGetValue(n.Output, out NodeDecision? r) ? Computed(r, form, model) : n)],
    };

    /// <summary>The decision with its products in int8 where that is faster.</summary>
    NodeDecision Computed(NodeDecision decision, BlockForm form, Base model)
    {
        Layer layer = model.Layers.First(l => l.Decision.Output == decision.Output);
        if (layer.IsTable)
        {
            return decision with { Reason = $"codes of {TableForm}" };
        }
        (bool inInt8, string reason) = Products(layer.Node, model.Footing.Statistics, _context.Target);
        return decision with { Reason = $"codes of {form}; {reason}", WeightGrid = decision.WeightGrid! with { MultipliesInInt8 = inInt8 } };
    }

    /// <summary>
    /// Whether a product quantizes its input and multiplies in int8: where few rows are multiplied at a time, as measured (docs/int4-cpu.md), and in standard operators, of which ONNX
    /// Runtime makes such kernels.
    /// </summary>
    static (bool InInt8, string Reason) Products(Node product, ActivationStatistics statistics, Target target)
    {
        const long MostRows = 8;
        if (target.Form == OnnxForm.Qdq)
        {
            return (true, "standard operators: multiplied in int8");
        }
        long? rows = statistics.ShapeOf(product.Inputs[0]!)?.SkipLast(1).Aggregate(1L, (all, size) => all * size);
        return rows <= MostRows ? (true, $"{rows} row{(rows == 1 ? "" : "s")}: multiplied in int8") : (false, rows is null ? "multiplied in float" : $"{rows} rows: multiplied in float");
    }

    /// <summary>A plan without codes in which products that multiply floats are float, for <c>qcc explain</c>.</summary>
    public static QuantizationPlan WithProducts(QuantizationPlan plan, Graph graph, ActivationStatistics statistics, Target target)
    {
        Dictionary<string, Node> nodes = graph.Nodes.Where(n => n.Result is not null).ToDictionary(n => n.Result!.Name, StringComparer.Ordinal);
        NodeDecision Of(NodeDecision decision)
        {
            if (decision.Placement != Placement.WeightOnly || nodes[decision.Output].Operator == DataMovementOperators.Gather)
            {
                return decision;
            }
            (bool inInt8, string reason) = Products(nodes[decision.Output], statistics, target);
            return decision with { Placement = inInt8 ? Placement.WeightOnly : Placement.Float, Reason = $"weights are codes; {reason}" };
        }
        return plan with { Nodes = [.. plan.Nodes.Select(Of)] };
    }
}
