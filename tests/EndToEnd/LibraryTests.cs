using System.Reflection;
using System.Runtime.CompilerServices;
using Qcc.Core.Diagnostics;
using Qcc.Core.Ir;
using Qcc.Core.Ops;
using Qcc.Core.Rewrite;
using Qcc.Data;
using Qcc.Onnx;
using Qcc.Testing;
using static Qcc.Core.Ops.ActivationOperators;

namespace Qcc.EndToEnd.Tests;

/// <summary>What callers of the library rely on: cancellation, results instead of exceptions, passes of their own, nothing shared.</summary>
public sealed class LibraryTests
{
    static string Net(string net, string file) => Repository.Path("testmodels", "nets", net, file);

    static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    static CompileOptions Options(string net) => new() { CalibrationPath = Net(net, "calib.npz"), Preference = Preference.Size };

    static Task<CompileResult> Compile(string net, CompileOptions options) => Compiler.CompileAsync(ModelSource.FromFile(Net(net, "model.onnx")), options, Cancellation);

    static async Task<byte[]> Bytes(CompileResult result)
    {
        Assert.True(result.Succeeded, string.Join('\n', result.Diagnostics));
        using var stream = new MemoryStream();
        await result.SaveAsync(stream, Cancellation);
        return stream.ToArray();
    }

    [Fact]
    public async Task Compiles_side_by_side_give_what_they_give_alone()
    {
        string[] nets = ["tiny-mlp", "digits-mlp"];
        var alone = new List<byte[]>();
        foreach (string net in nets)
        {
            alone.Add(await Bytes(await Compile(net, Options(net))));
        }
        CompileResult[] together = await Task.WhenAll(nets.Concat(nets).Select(net => Compile(net, Options(net))));
        for (int i = 0; i < together.Length; i++)
        {
            Assert.Equal(alone[i % nets.Length], await Bytes(together[i]));
        }
    }

    [Fact]
    public void Nothing_static_can_change()
    {
        Assembly[] assemblies = [typeof(Compiler).Assembly, typeof(Graph).Assembly, typeof(ModelImporter).Assembly, typeof(Passes.PassRegistry).Assembly];
        IEnumerable<string> mutable = assemblies.SelectMany(a => a.GetTypes()).Where(t => t.Namespace?.StartsWith("Qcc", StringComparison.Ordinal) == true && !t.IsDefined(typeof(CompilerGeneratedAttribute)))
            .SelectMany(t => t.GetFields(BindingFlags.Static | BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.DeclaredOnly))
            .Where(f => !f.IsInitOnly && !f.IsLiteral && !f.IsDefined(typeof(CompilerGeneratedAttribute))).Select(f => $"{f.DeclaringType}.{f.Name}");
        Assert.Empty(mutable);
    }

    [Fact]
    public async Task A_model_in_memory_gives_the_same_as_its_file()
    {
        byte[] bytes = await File.ReadAllBytesAsync(Net("tiny-mlp", "model.onnx"), Cancellation);
        CompileResult result = await Compiler.CompileAsync(ModelSource.FromBytes(bytes, "tiny"), Options("tiny-mlp"), Cancellation);
        Assert.Equal("tiny", result.ModelPath);
        Assert.Equal(await Bytes(await Compile("tiny-mlp", Options("tiny-mlp"))), await Bytes(result));
        CompileResult bad = await Compiler.CompileAsync(ModelSource.FromBytes(bytes.AsMemory(0, 100), "cut"), Options("tiny-mlp"), Cancellation);
        Assert.StartsWith("cut : error QCC1", Assert.Single(bad.Diagnostics, d => d.Severity == Severity.Error).ToString(), StringComparison.Ordinal);
    }

    /// <summary>Samples without end, so that nothing but the token ends the compile.</summary>
    sealed class Endless(Action<int> given) : ICalibrationSource
    {
        public int? Count => null;

        public async IAsyncEnumerable<Sample> ReadAsync([EnumeratorCancellation] CancellationToken cancellation)
        {
            for (int i = 0; ; i++)
            {
                given(i);
                yield return new Sample($"{i}", new Dictionary<string, Tensor> { ["pixels"] = Tensor.Of(new float[64], 1, 64) });
                await Task.Yield();
            }
        }
    }

    [Fact]
    public async Task A_compile_stops_at_the_next_sample()
    {
        using var stop = new CancellationTokenSource();
        int last = 0;
        var source = new Endless(i =>
        {
            last = i;
            if (i == 20)
            {
                stop.Cancel();
            }
        });
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() =>
            Compiler.CompileAsync(ModelSource.FromFile(Net("digits-mlp", "model.onnx")), new CompileOptions { Calibration = source }, stop.Token));
        Assert.InRange(last, 20, 40);
    }

    sealed class Stopping(CancellationTokenSource stop) : Pass
    {
        public int Runs { get; private set; }
        public override string Summary => "stops";
        public override Stage Stage => Stage.Canonicalize;

        public override bool Run(Graph graph, PassContext context)
        {
            Runs++;
            stop.Cancel();
            return true;
        }
    }

    [Fact]
    public async Task A_compile_stops_at_the_next_pass()
    {
        using var stop = new CancellationTokenSource();
        var pass = new Stopping(stop);
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() =>
            Compiler.CompileAsync(ModelSource.FromFile(Net("digits-mlp", "model.onnx")), Options("digits-mlp") with { ExtraPasses = [pass] }, stop.Token));
        Assert.Equal(1, pass.Runs);
    }

    /// <summary>Tanh(x)  =>  Softsign(x): another function, so that it shows whether it has run.</summary>
    sealed class TanhToSoftsign : RewriteRule
    {
        static readonly Var x = new("x");
        public override string Summary => "Tanh(x) => Softsign(x)";
        public override OpPattern Before { get; } = Tanh.Of(x);
        public override Value After(Match m, Rewriter r) => r.Node(Softsign, [m[x]]);
    }

    [Fact]
    public async Task A_rule_of_the_caller_runs_and_the_plan_names_it()
    {
        CompileOptions options = Options("digits-mlp") with { ExtraPasses = [new TanhToSoftsign()] };
        CompileResult result = await Compile("digits-mlp", options);
        Model written = ModelImporter.Parse(await Bytes(result), new DiagnosticList());
        Assert.DoesNotContain(written.Graph.Nodes, n => n.Operator == Tanh);
        Assert.Contains(written.Graph.Nodes, n => n.Operator == Softsign);
        Assert.Equal([nameof(TanhToSoftsign)], result.Plan!.ExtraPasses);
        Assert.NotEqual((await Compile("digits-mlp", Options("digits-mlp"))).Plan!.OptionsSha256, result.Plan.OptionsSha256);

        string plan = Path.GetTempFileName();
        try
        {
            await Plans.PlanFile.SaveAsync(result.Plan, plan, Cancellation);
            Assert.Equal(await Bytes(result), await Bytes(await Compile("digits-mlp", options with { PlanFile = plan })));
            CompileResult without = await Compile("digits-mlp", Options("digits-mlp") with { PlanFile = plan });
            Assert.Contains(without.Diagnostics, d => d.Code == "QCC3042");
        }
        finally
        {
            File.Delete(plan);
        }
    }

    sealed class Breaking : Pass
    {
        public override string Summary => "breaks";
        public override Stage Stage => Stage.Canonicalize;

        public override bool Run(Graph graph, PassContext context)
        {
            Node gemm = graph.Nodes.First(n => n.Operator == MatrixOperators.Gemm);
            gemm.Output.Type = TensorType.Of(ElementType.S8, 3);
            return false;
        }
    }

    sealed class Late : Pass
    {
        public override string Summary => "late";
        public override Stage Stage => Stage.Lower;
        public override bool Run(Graph graph, PassContext context) => false;
    }

    [Fact]
    public async Task A_pass_of_the_caller_is_verified_like_ours()
    {
        InvalidOperationException broken = await Assert.ThrowsAsync<InvalidOperationException>(() => Compile("digits-mlp", Options("digits-mlp") with { ExtraPasses = [new Breaking()] }));
        Assert.Contains("Breaking left a broken graph", broken.Message, StringComparison.Ordinal);
        CompileResult late = await Compile("digits-mlp", Options("digits-mlp") with { ExtraPasses = [new Late()] });
        Assert.Equal("QCC3041", Assert.Single(late.Diagnostics).Code);
    }

    /// <summary>A new option decides what is written, or is named here.</summary>
    [Fact]
    public void Options_that_decide_are_hashed()
    {
        string[] inputs = ["Calibration", "CalibrationPath", "StatisticsFile", "PlanFile", "Evaluation"];
        string[] manner = ["RequireCalibration", "Threads", "Verify", "Progress", "Diagnostics", "Details"];
        string text = Provenance.Text(new CompileOptions());
        Assert.All(typeof(CompileOptions).GetProperties().Select(p => p.Name).Except(inputs).Except(manner), name => Assert.Contains($"{name}=", text, StringComparison.Ordinal));
        Assert.NotEqual(Provenance.HashOf(new CompileOptions()), Provenance.HashOf(new CompileOptions { Seed = 1 }));
        Assert.NotEqual(Provenance.HashOf(new CompileOptions()), Provenance.HashOf(new CompileOptions { Samples = new SampleOptions { Pictures = new PictureOptions { ShortSide = 3 } } }));
    }

    [Fact]
    public async Task A_file_tells_where_it_comes_from()
    {
        CompileResult result = await Compile("fashion-resnet", Options("fashion-resnet"));
        byte[] bytes = await Bytes(result);
        Model written = ModelImporter.Parse(bytes, new DiagnosticList());
        Dictionary<string, string> metadata = written.Metadata.ToDictionary();
        Assert.Equal(ProductVersion.Text, metadata["qcc.version"]);
        Assert.Equal("int8-cpu", metadata["qcc.target"]);
        Assert.Equal(result.Report!.InputSha256, metadata["qcc.input_sha256"]);
        Assert.Equal(Provenance.HashOf(Options("fashion-resnet")), metadata["qcc.options_sha256"]);
        Assert.Equal(Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData(bytes)), result.Report.OutputSha256);
        Node[] layers = [.. written.Graph.Nodes.Where(n => NodeNotes.Get(n, "qcc.decision") == "integer")];
        Assert.NotEmpty(layers);
        Assert.All(layers, n => Assert.Matches(@"^-?\d+\.\d$", NodeNotes.Get(n, "qcc.sqnr_db")));
        Assert.All(layers, n => Assert.NotEmpty(NodeNotes.Get(n, "qcc.reason")!));
    }
}
