using System.Diagnostics;
using Qcc.Bisect;
using Qcc.Calibrate;
using Qcc.Check;
using Qcc.Codegen.Onnx;
using Qcc.Core.Diagnostics;
using Qcc.Core.Ir;
using Qcc.Core.Ops.Integer;
using Qcc.Core.Quantization;
using Qcc.Core.Rewrite;
using Qcc.Core.Verify;
using Qcc.Data;
using Qcc.Details;
using Qcc.Measure;
using Qcc.Onnx;
using Qcc.Onnx.OpsetRaising;
using Qcc.Onnx.Runtime;
using Qcc.Passes;
using Qcc.Passes.Canonicalize;
using Qcc.Passes.Lower;
using Qcc.Passes.Quantize;
using Qcc.Plans;
using Qcc.Search;
using Qcc.Targets;

namespace Qcc;

/// <summary>One compile: the line import, canonicalize, calibrate, equalize, quantize, lower, emit, check.</summary>
sealed class Compilation : IDiagnostics
{
    /// <summary>Fewer samples are warned about.</summary>
    const int FewestSamples = 10;

    /// <summary>A result that is nearer to the float model is not warned about.</summary>
    const double FewDecibels = 10;

    /// <summary>Inputs that go with generated code, for its tests.</summary>
    const int FewSamplesOfTests = 4;

    readonly ModelSource _source;
    readonly string _file;
    readonly CompileOptions _options;
    readonly CancellationToken _cancellation;
    readonly DiagnosticList _diagnostics = new();
    QuantizationPlan? _plan;
    readonly Stopwatch _clock = Stopwatch.StartNew();

    /// <summary>Looks at the graph after every pass (--verify), or null.</summary>
    PassVerifier? _verifier;

    Compilation(ModelSource source, CompileOptions options, CancellationToken cancellation)
    {
        _source = source;
        _file = source.Path;
        _options = options;
        _cancellation = cancellation;
    }

    public static async Task<CompileResult> RunAsync(ModelSource source, CompileOptions options, CancellationToken cancellation)
    {
        var compilation = new Compilation(source, options, cancellation);
        try
        {
            return await compilation.RunAsync().ConfigureAwait(false);
        }
        catch (DiagnosticException e)
        {
            compilation.Report(e.Diagnostic);
            return new CompileResult(source.Path, compilation._diagnostics.Items, null, compilation._plan, null);
        }
    }

    /// <summary>
    /// Where the nodes of the canonical graph would run, without compiling: from the shapes that a few made-up samples have. Ranges
    /// are those of the samples too, so only placements and their reasons are of use.
    /// </summary>
    /// <exception cref="DiagnosticException">The model or the options are refused, or no sample can be made or run.</exception>
    public static async Task<QuantizationPlan> DecideAsync(string file, CompileOptions options, CancellationToken cancellation)
    {
        const int FewSamples = 2;
        var compilation = new Compilation(ModelSource.FromFile(file), options, cancellation);
        using PreparedModel prepared = await compilation.PrepareAsync().ConfigureAwait(false);
        compilation.Canonicalize(prepared);
        CalibrationResult calibration = await compilation.CalibrateAsync(prepared with { Samples = new FirstSamples(prepared.Samples, FewSamples) }).ConfigureAwait(false);
        IReadOnlyList<QuantUnit> units = PartitionGraph.Run(prepared.Model.Graph, calibration.Statistics, prepared.Target.Kernels, prepared.Selection);
        QuantizationPlan plan = ChooseScales.Run(units, calibration.Statistics, RangeObserver.MinMax, ActivationWidths.ByReader, prepared.Target.Name, "min-max ranges");
        return prepared.Target.IsWeightOnly ? WeightOnlySearch.WithProducts(plan, prepared.Model.Graph, calibration.Statistics, prepared.Target) : prepared.Target.IsIntegerOnly ? WithLoweredNodes(new PlannedModel(prepared.Model, ScalesOnGrid.Run(plan, prepared.Target.Kernels.Scales)), prepared.Target) : plan;
    }

    /// <summary>
    /// The plan with what only lowering shows: nodes without a kernel that compute with integers all the same, as a comparison of codes or of sizes.
    /// </summary>
    static QuantizationPlan WithLoweredNodes(PlannedModel planned, Target target)
    {
        EmittedModel emitted = EmittedModel.Of(planned.Model, planned.Plan, target, Notes.Written);
        HashSet<string> floats = [.. FloatNodes.Of(emitted, planned.Plan).SelectMany(f => f.Node.Outputs).OfType<Value>().Select(v => v.Name)];
        HashSet<string> integers = [.. emitted.Lowered.Graph.Nodes.SelectMany(n => n.Outputs).OfType<Value>().Where(v => v.TensorType?.Element.IsFloat() == false).Select(v => v.Name)];
        return planned.Plan with
        {
            Nodes = [.. planned.Plan.Nodes.Select(n => n.Placement == Placement.Float && integers.Contains(n.Output) && !floats.Contains(n.Output)
                ? n with { Placement = Placement.Integer, Reason = "it moves or compares integers" } : n)],
        };
    }

    /// <summary>The statistics of a shard of the samples.</summary>
    /// <exception cref="DiagnosticException">The model, the options or the samples are refused.</exception>
    public static async Task<StatisticsFile> CalibrateAsync(ModelSource source, CompileOptions options, Shard shard, CancellationToken cancellation)
    {
        var compilation = new Compilation(source, options, cancellation);
        using PreparedModel prepared = await compilation.PrepareAsync().ConfigureAwait(false);
        var samples = new ShardSource(prepared.Samples, shard);
        compilation.Canonicalize(prepared);
        CalibrationResult result = await Calibrator.RunAsync(prepared.Model, Calibrator.Taps(prepared.Model.Graph, prepared.Target.Kernels), HoldOut.None, samples, options, source.Path, cancellation).ConfigureAwait(false);
        // A shard may be empty where there are fewer samples than shards.
        return result.Samples > 0 || shard.Of > 1
            ? new StatisticsFile(ProductVersion.Text, prepared.Target.Name, source.StatisticsHash(), Convert.ToHexStringLower(samples.Hash), shard, result.Statistics)
            : throw compilation.NoSamples();
    }

    /// <summary>What a compile has done to the float model, step by step, and what it takes to quantize it.</summary>
    /// <exception cref="DiagnosticException">The model, the options or the samples are refused.</exception>
    public static async Task<BisectedCompile> FollowAsync(string file, CompileOptions options, CancellationToken cancellation)
    {
        var compilation = new Compilation(ModelSource.FromFile(file), options, cancellation);
        StatisticsFile? statistics = compilation.LoadStatistics();
        PreparedModel prepared = await compilation.PrepareAsync().ConfigureAwait(false);
        try
        {
            var steps = new List<CompiledStep>();
            compilation.Canonicalize(prepared, name => steps.Add(new CompiledStep(name, prepared.Model.Copy())));
            return new BisectedCompile(prepared, steps, () => compilation.CalibrateAsync(prepared, statistics));
        }
        catch
        {
            prepared.Dispose();
            throw;
        }
    }

    public void Report(Diagnostic diagnostic)
    {
        _diagnostics.Report(diagnostic);
        _options.Diagnostics?.Report(diagnostic);
    }

    async Task<CompileResult> RunAsync()
    {
        CheckExtraPasses();
        QuantizationPlan? plan = await LoadPlanAsync().ConfigureAwait(false);
        StatisticsFile? statistics = LoadStatistics();
        using PreparedModel prepared = await PrepareAsync(plan).ConfigureAwait(false);
        (Model model, Target target) = (prepared.Model, prepared.Target);
        Canonicalize(prepared);
        PlannedModel? replayed = plan is null ? null : PlanReplay.Apply(plan, model, target, _options.PlanFile!);
        CalibrationResult calibration = await CalibrateAsync(prepared, statistics).ConfigureAwait(false);
        // Of a single one the source itself has warned.
        if (plan is null && statistics is null && !prepared.Synthetic && target.NeedsCalibration && calibration.Samples is > 1 and < FewestSamples)
        {
            Report(CompileDiagnostics.FewSamples.At(new Place(_options.CalibrationPath ?? _file), calibration.Samples));
        }
        IPlanSearch search = target.IsWeightOnly
            ? new WeightOnlySearch(calibration, target, prepared.Selection, _options, _cancellation)
            : new PlanSearch(calibration, target, prepared.Selection, _options, _cancellation);
        (PlannedModel planned, JudgedAccuracy? accuracy) = await DecideAsync(replayed is null ? search.Candidates(model) : [replayed], prepared, calibration).ConfigureAwait(false);
        planned = WarnWhereNothingIsInteger(planned, model, target);
        planned = planned with { Plan = WithOrigin(planned.Plan, plan) };
        _plan = planned.Plan;
        // A file in which nothing is integer is the model as it came: there is nothing to gain from another form of it.
        bool isFloat = planned.Plan.WhyNothingIsInteger() is not null;
        Provenance.Write(isFloat ? prepared.Original : planned.Model, _source.Sha256(), planned.Plan.OptionsSha256 ?? Provenance.HashOf(_options));
        EmittedModel emitted = isFloat ? EmittedModel.AsItCame(prepared.Original, target) : EmittedModel.Of(planned.Model, planned.Plan, target, Notes.Written);
        if (!isFloat)
        {
            VerifyLowered(planned, emitted);
        }
        ReportFloats(target, emitted, planned.Plan);
        var request = new CheckRequest(_source, prepared.Original, prepared.Source, emitted, planned, calibration, target, _options.Race);
        CompileReport report = new EmittedFileCheck(request, this, _cancellation).Run(prepared.Synthetic) with { Plan = _options.PlanFile, Statistics = _options.StatisticsFile, Accuracy = accuracy, Search = search.Steps, TotalSeconds = _clock.Elapsed.TotalSeconds };
        if (report.SqnrDb < FewDecibels && !prepared.Synthetic)
        {
            Report(CompileDiagnostics.FarFromFloat.At(new Place(_file), report.SqnrDb));
        }
        if (report.Ratio > 1.03 && !isFloat && !target.IsIntegerOnly && !target.IsWeightOnly)
        {
            Report(CompileDiagnostics.Slower.At(new Place(_file), (report.Ratio, report.FloatMs)));
        }
        if (!isFloat && plan is null && prepared.Store is null)
        {
            // Only notes differ from what Check has looked at. Weights of a large model are not written a second time for them.
            planned = planned with { Plan = PlanNotes.WithErrors(planned.Plan, report.Layers) };
            _plan = planned.Plan;
            emitted = EmittedModel.Of(planned.Model, planned.Plan, target, Notes.Written);
            report = EmittedFileCheck.Measured(report, emitted.Model);
        }
        CompiledFile finished = isFloat ? new EmittedOnnx(emitted.Model, emitted.Lowered.Graph) : target.Finish(emitted, Path.GetFileNameWithoutExtension(_file), [.. calibration.HeldOut.Take(FewSamplesOfTests).Select(s => s.Inputs)]);
        return new CompileResult(_file, _diagnostics.Items, finished, planned.Plan, report with { CodeSize = finished.CodeSize })
        {
            Details = _options.Details ? new DetailsMeter(request with { Emitted = emitted, Planned = planned }, search, _cancellation).Run(report, model) : null,
        };
    }

    /// <summary>The last plan of a row of ever slower ones; where there is a goal, the first that keeps it.</summary>
    /// <exception cref="DiagnosticException">QCC5009: none does.</exception>
    async Task<(PlannedModel Planned, JudgedAccuracy? Accuracy)> DecideAsync(IEnumerable<PlannedModel> candidates, PreparedModel prepared, CalibrationResult calibration)
    {
        if (_options.MaxDrop is null && _options.Evaluation is null)
        {
            return (candidates.Last(), null);
        }
        using var judge = new AccuracyJudge(prepared, calibration, _options, _file, this, _cancellation);
        (PlannedModel Planned, JudgedAccuracy Accuracy)? best = null;
        foreach (PlannedModel candidate in _options.MaxDrop is null ? [candidates.Last()] : candidates)
        {
            JudgedAccuracy accuracy = await judge.JudgeAsync(candidate.Plan.WhyNothingIsInteger() is null
                ? EmittedModel.Of(candidate.Model, candidate.Plan, prepared.Target, Notes.None) : EmittedModel.AsItCame(prepared.Original.Copy(), prepared.Target)).ConfigureAwait(false);
            if (best is null || accuracy.Drop < best.Value.Accuracy.Drop)
            {
                best = (candidate, accuracy);
            }
            if (_options.MaxDrop is not { } most || accuracy.Drop <= most)
            {
                return (candidate, accuracy);
            }
        }
        var missed = (best!.Value.Accuracy.Metric, best.Value.Accuracy.Drop, _options.MaxDrop!.Value);
        if (!_options.BestEffort)
        {
            throw new DiagnosticException(CompileDiagnostics.GoalMissed.At(new Place(_file), missed));
        }
        Report(CompileDiagnostics.GoalMissedAnyway.At(new Place(_file), missed));
        return best.Value;
    }

    /// <summary>Says what an integer-only target leaves in float, or refuses it where there can be no floats.</summary>
    void ReportFloats(Target target, EmittedModel emitted, QuantizationPlan plan)
    {
        if (target.IsIntegerOnly && FloatNodes.Of(emitted, plan) is [var first, ..] floats)
        {
            var argument = (first.Node.ToString(), first.Reason, floats.Count - 1);
            if (target.WritesFolder)
            {
                throw new DiagnosticException(CompileDiagnostics.NeedsIntegers.At(new Place(_file), argument));
            }
            Report(CompileDiagnostics.StaysFloat.At(new Place(_file), argument));
        }
    }

    /// <summary>What every way through a compile starts with. Statistics and plans are read before, because models can be large.</summary>
    /// <exception cref="DiagnosticException">The model or the options are refused.</exception>
    /// <param name="plan">The plan to replay, or null.</param>
    async Task<PreparedModel> PrepareAsync(QuantizationPlan? plan = null)
    {
        Target target = FindTarget(plan?.Multipliers ?? _options.Multipliers);
        if (_options.IntegerIo && !target.IsIntegerOnly)
        {
            throw new DiagnosticException(CompileDiagnostics.NoIntegerIo.At(new Place(_file), (target.Name, string.Join(", ", TargetRegistry.All.Where(t => t.IsIntegerOnly).Select(t => t.Name)))));
        }
        foreach ((string, string, string) option in TargetOptions.WithoutEffect(_options, target))
        {
            Report(CompileDiagnostics.NoSuchOption.At(new Place(_file), option));
        }
        if (_options.Budget is not null && (target.IsIntegerOnly || target.IsWeightOnly))
        {
            throw new DiagnosticException(CompileDiagnostics.NoChoiceOfPrecision.At(new Place(_file), target.Name));
        }
        Model model = _source.Import(this);
        WeightStore? store = StoreOf(model);
        try
        {
            Accept(model);
            Model original = model.Copy();
            ExportedModel source = ModelExporter.Export(original);
            if (!source.FitsSession)
            {
                throw new DiagnosticException(CompileDiagnostics.TooLarge.At(new Place(_file), source.TensorBytes));
            }
            Selection selection = UserSelection.Create(model.Graph, _options, _file);
            // Before canonicalization, which folds away what the model tells of its inputs.
            (ICalibrationSource samples, bool synthetic) = Samples(model, target);
            if (target.FixesSizes)
            {
                IReadOnlyDictionary<string, IReadOnlyList<long>> sizes = await SizesOfSampleAsync(samples).ConfigureAwait(false);
                samples = new OneShapeSource(samples, sizes, _options.CalibrationPath ?? _file);
                if (FixSizes.Run(model, sizes) is { Count: > 0 } open)
                {
                    Report(CompileDiagnostics.SizesFixed.At(new Place(_file), string.Join(", ", open.Select(name => $"{name}: {string.Join('x', sizes[name])}"))));
                }
            }
            return new PreparedModel(target, model, original, source, selection, samples, synthetic, store);
        }
        catch
        {
            store?.Dispose();
            throw;
        }
    }

    async Task<IReadOnlyDictionary<string, IReadOnlyList<long>>> SizesOfSampleAsync(ICalibrationSource samples)
    {
        await foreach (Sample sample in samples.ReadAsync(_cancellation).ConfigureAwait(false))
        {
            return sample.Inputs.ToDictionary(i => i.Key, i => i.Value.Shape);
        }
        throw NoSamples();
    }

    void CheckExtraPasses()
    {
        if (_options.ExtraPasses.FirstOrDefault(p => p.Stage != Stage.Canonicalize) is { } other)
        {
            throw new DiagnosticException(CompileDiagnostics.ExtraPassStage.At(new Place("qcc"), (other.Name, other.Stage)));
        }
    }

    /// <summary>A plan belongs to the graph that the passes of its compile have left.</summary>
    void CheckPassesOf(QuantizationPlan plan)
    {
        string[] given = [.. _options.ExtraPasses.Select(p => p.Name)];
        if (!plan.ExtraPasses.SequenceEqual(given))
        {
            throw new DiagnosticException(PlanDiagnostics.OtherPasses.At(new Place(_options.PlanFile!), (plan.ExtraPasses, given)));
        }
    }

    Target FindTarget(Multipliers multipliers) => TargetRegistry.Find(_options.Target)?.For(_options.Form, _options.Isa) is { } target
        ? target.With(multipliers) with { IntegerIo = _options.IntegerIo }
        : throw new DiagnosticException(CompileDiagnostics.UnknownTarget.At(new Place("qcc"), _options.Target));

    /// <summary>Looks at what only a compile minds: weights that are no numbers, forms that ONNX Runtime cannot run, what is quantized already.</summary>
    void Accept(Model model)
    {
        if (model.Graph.Store is not null)
        {
            // Initializers can be mapped by a session, values of nodes cannot.
            new InlineConstantNodes().Run(model.Graph, new PassContext(model, new OrtRuntime(_file), this, _cancellation) { File = _file });
        }
        if (model.Graph.Nodes.Count(n => n.Operator.Domain == IntegerOperators.Domain) is > 0 and var integers)
        {
            throw new DiagnosticException(CompileDiagnostics.IntegerGraph.At(new Place(_file), integers));
        }
        OpsetRaiser.RefuseTooOld(model, _file);
        EmptyWindows.Refuse(model, _file);
        if (!_options.AllowNonFinite)
        {
            NonFiniteWeights.Refuse(model, _file);
        }
        if (model.Graph.Inputs.Any(i => i.TensorType is { Shape: null }))
        {
            ForgetResultTypes(model.Graph);
        }
        if (model.Graph.Nodes.Any(NormalizeConv.IsDilatedWithAutoPad))
        {
            var runtime = new OrtRuntime(_file);
            runtime.InferTypes(model);
            new NormalizeConv().Run(model.Graph, new PassContext(model, runtime, this, _cancellation) { File = _file });
        }
        ComputeWhatHasNoKernels(model);
        if (!_options.Requantize && QuantizedParts.Of(model) is { } quantized)
        {
            Report(CompileDiagnostics.AlreadyQuantized.At(new Place(_file), quantized));
        }
    }

    /// <summary>What ONNX Runtime has no kernels for is no float model to compare with: it becomes one of float32, whose inputs and outputs keep their types.</summary>
    void ComputeWhatHasNoKernels(Model model)
    {
        ElementType[] others = [ElementType.BF16, ElementType.F64, ElementType.F16];
        bool HasOther(Value value) => others.Contains(value.TensorType?.Element ?? ElementType.F32);
        var context = new PassContext(model, new OrtRuntime(_file), this, _cancellation) { File = _file };
        new ComputeInFloat32(ElementType.BF16).Run(model.Graph, context);
        if (!model.Graph.WithSubgraphs().SelectMany(g => g.Initializers.Concat(g.Inputs)).Any(HasOther))
        {
            return;
        }
        try
        {
            OrtSession.Load(ModelExporter.Export(model), new OrtSessionOptions { Optimization = OrtOptimization.None }, _file).Dispose();
        }
        catch (DiagnosticException refused) when (RuntimeDiagnostics.IsWithoutKernel(refused.Diagnostic))
        {
            new ComputeInFloat32(others) { Always = true }.Run(model.Graph, context);
        }
    }

    /// <summary>
    /// Where an input has no shape, ONNX Runtime believes what the file says of results, and fails at a run where that is stale.
    /// </summary>
    static void ForgetResultTypes(Graph graph)
    {
        foreach (Value result in graph.Nodes.SelectMany(n => n.Outputs).OfType<Value>().Where(v => !v.IsGraphOutput))
        {
            result.Type = null;
        }
    }

    /// <summary>A place on disk for the weights of a large model; null for any other.</summary>
    WeightStore? StoreOf(Model model) => ModelExporter.Export(model).TensorBytes > _options.LargeModelBytes ? WeightStore.For(model) : null;

    StatisticsFile? LoadStatistics() => _options.StatisticsFile is { } saved ? StatisticsFile.Load(saved) : null;

    async Task<QuantizationPlan?> LoadPlanAsync()
    {
        if (_options.PlanFile is not { } file)
        {
            return null;
        }
        QuantizationPlan plan = await PlanFile.LoadAsync(file, _cancellation).ConfigureAwait(false);
        CheckPassesOf(plan);
        foreach (string option in PlanReplay.OptionsWithoutEffect(_options))
        {
            Report(PlanDiagnostics.DecidedAlready.At(new Place(file), option));
        }
        if (plan.Options is { } saved && !saved.SequenceEqual(PlanReplay.OptionsOfForm(_options)))
        {
            Report(PlanDiagnostics.OtherForm.At(new Place(file), (saved, PlanReplay.OptionsOfForm(_options))));
        }
        return plan;
    }

    /// <summary>A plan that says what it was made for and with; one that was replayed keeps the hash of the options that decided it, as long as the file is the same.</summary>
    QuantizationPlan WithOrigin(QuantizationPlan plan, QuantizationPlan? replayed)
    {
        IReadOnlyList<string> options = PlanReplay.OptionsOfForm(_options);
        bool isSame = replayed is not null && (replayed.Options is not { } saved || saved.SequenceEqual(options));
        return plan with
        {
            ExtraPasses = [.. _options.ExtraPasses.Select(p => p.Name)],
            Qcc = ProductVersion.Text,
            InputSha256 = _source.Sha256(),
            Options = options,
            OptionsSha256 = isSame ? replayed!.OptionsSha256 : Provenance.HashOf(_options),
        };
    }

    /// <param name="changed">Is told each step that has changed the model, or null.</param>
    void Canonicalize(PreparedModel prepared, Action<string>? changed = null)
    {
        Model model = prepared.Model;
        var runtime = new OrtRuntime(_file);
        runtime.InferTypes(model);
        _verifier = _options.Verify || _options.ExtraPasses.Count > 0 ? new PassVerifier(model) : null;
        OpsetRaiser.Raise(model, QdqEmitter.Opset, _file);
        changed?.Invoke(nameof(OpsetRaiser));
        _verifier?.Check(model, nameof(OpsetRaiser));
        var context = new PassContext(model, runtime, this, _cancellation) { File = _file, Verifier = _verifier, Changed = changed };
        if (PassRegistry.ComputeInFloat32.Run(model.Graph, context))
        {
            changed?.Invoke(PassRegistry.ComputeInFloat32.Name);
            _verifier?.Check(model, PassRegistry.ComputeInFloat32.Name);
            runtime.InferTypes(model);
        }
        if (_options.Requantize && QuantizedParts.Of(model) is not null)
        {
            new InlineConstantNodes().Run(model.Graph, context);
            PassRegistry.Dequantize.RunUntilStable(model.Graph, context);
            if (QuantizedParts.Of(model) is { } left)
            {
                Report(CompileDiagnostics.AlreadyQuantized.At(new Place(_file), left));
            }
        }
        Pass[] canonicalize = [.. PassRegistry.CanonicalizeWith(_options.KeepOverridable ? OverridableInputs.Keep : OverridableInputs.Freeze), .. _options.ExtraPasses];
        canonicalize.RunUntilStable(model.Graph, context);
        prepared.Target.Forms.RunUntilStable(model.Graph, context);
        runtime.InferTypes(model);
    }

    /// <summary>What comes after canonicalization is no sequence of passes: each step is looked at where it ends.</summary>
    void VerifyLowered(PlannedModel planned, EmittedModel emitted)
    {
        if (planned.Plan.Equalization.Count > 0)
        {
            _verifier?.Check(planned.Model, string.Join(" or ", planned.Plan.Equalization.Select(e => e.Pass).Distinct()));
        }
        _verifier?.Check(emitted.Lowered, nameof(InsertQuantizeDequantize));
    }

    (ICalibrationSource Samples, bool Synthetic) Samples(Model model, Target target)
    {
        IReadOnlyList<ModelInput> inputs = GivenShapes.Apply(ModelInput.Of(model.Graph), _options.Shapes);
        if (_options.Calibration is { } given)
        {
            return (given, false);
        }
        if (_options.CalibrationPath is { } path)
        {
            return (SampleFiles.Open(path, inputs, _options.Samples, this), false);
        }
        // The ranges of a replayed plan come from the plan; samples only compare.
        if (_options.StatisticsFile is { } statistics)
        {
            Report(StatisticsDiagnostics.NotCompared.At(new Place(statistics), ""));
        }
        else if (_options.PlanFile is null && (target.NeedsCalibration || target.IsWeightOnly))
        {
            if (_options.RequireCalibration)
            {
                throw new DiagnosticException(CompileDiagnostics.CalibrationRequired.At(new Place(_file), ""));
            }
            Report(CompileDiagnostics.NoCalibration.At(new Place(_file), target.IsWeightOnly ? "weights take the nearest codes, compared on synthetic samples" : "ranges come from synthetic samples"));
        }
        return (SyntheticSamples.Create(model, inputs, new() { Seed = (ulong)_options.Seed, Shapes = _options.Shapes }), true);
    }

    DiagnosticException NoSamples() => new(CompileDiagnostics.NoSamples.At(new Place(_file), _options.CalibrationPath ?? "the calibration source"));

    /// <param name="saved">Statistics to take instead of those of the samples, which then only compare; or null.</param>
    async Task<CalibrationResult> CalibrateAsync(PreparedModel prepared, StatisticsFile? saved = null)
    {
        var clock = Stopwatch.StartNew();
        List<Value> taps = Calibrator.Taps(prepared.Model.Graph, prepared.Target.Kernels);
        ActivationStatistics? statistics = saved?.For(_source, taps, _options.StatisticsFile!);
        CalibrationResult result = await Calibrator.RunAsync(prepared.Model, statistics is null ? taps : [], HoldOut.EveryThird, prepared.Samples, _options, _file, _cancellation).ConfigureAwait(false);
        if (result.Samples == 0)
        {
            throw NoSamples();
        }
        result.Statistics = statistics ?? result.Statistics;
        result.MeasureAgain = statistics is not null ? null : rewritten => Calibrator.RunAsync(rewritten, Calibrator.Taps(rewritten.Graph, prepared.Target.Kernels),
            HoldOut.EveryThird, prepared.Samples, _options with { Progress = null }, _file, _cancellation).GetAwaiter().GetResult().Statistics;
        if (result.HeldOut.Count == 0)
        {
            result.HeldOut.Add(result.Counted[0]);
        }
        result.Seconds = clock.Elapsed.TotalSeconds;
        return result;
    }

    /// <summary>Where nothing is integer no range was used and nothing is gained by equalizing: the plan says so.</summary>
    PlannedModel WarnWhereNothingIsInteger(PlannedModel planned, Model canonical, Target target)
    {
        if (planned.Plan.WhyNothingIsInteger() is not { } why)
        {
            return planned;
        }
        Report(CompileDiagnostics.NothingQuantized.At(new Place(_file), (why, FloatAdvice.For(canonical.Graph, planned.Plan, target, _options))));
        // What rewrites have added is gone with them.
        HashSet<string> known = [.. canonical.Graph.Nodes.Select(n => n.Result?.Name).OfType<string>()];
        return new PlannedModel(canonical, planned.Plan with { Method = QuantizationPlan.FloatMethod, Equalization = [], Nodes = [.. planned.Plan.Nodes.Where(n => known.Contains(n.Output))] });
    }
}
