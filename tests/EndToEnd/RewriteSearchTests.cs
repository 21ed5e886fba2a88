using System.Globalization;
using System.Runtime.CompilerServices;
using Qcc.Bisect;
using Qcc.Core.Ir;
using Qcc.Core.Text;
using Qcc.Data;
using Qcc.Details;
using Qcc.Onnx;
using Qcc.Passes.Equalize;
using Qcc.Plans;
using Qcc.Search;

namespace Qcc.EndToEnd.Tests;

/// <summary>Networks that have the trouble which a rewrite is for: the search finds it, and the plan gives the same file again.</summary>
public sealed class RewriteSearchTests : IDisposable
{
    const int Width = 64, Tokens = 16, Words = 400;

    readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    /// <summary>Words of which each has some elements that stand out, in other channels each time: heavy tails, and no channel of its own.</summary>
    static string HeavyTable()
    {
        var random = new Random(3);
        float[] table = [.. Enumerable.Range(0, Words * Width).Select(_ => random.NextSingle() + random.NextSingle() + random.NextSingle() - 1.5f)];
        for (int word = 0; word < Words; word++)
        {
            table[word * Width + random.Next(Width)] = 25 * (random.Next(2) * 2 - 1);
        }
        return $"f32[{Words},{Width}]{{{string.Join(',', table.Select(v => v.ToString("R", CultureInfo.InvariantCulture)))}}}";
    }

    string Save(string name, string body, string input)
    {
        var model = new Model(GraphParser.ParseGraph($"graph net({input}) -> (%y) {{\n{body}\n}}")) { IrVersion = 10 };
        model.SetOpset("", 21);
        ModelExporter.Export(model).WriteTo(_folder[name]);
        return _folder[name];
    }

    static string W(int seed, float size, params int[] shape)
    {
        var random = new Random(seed);
        return $"f32[{string.Join(',', shape)}]{{{string.Join(',', Enumerable.Range(0, shape.Aggregate(1, (a, b) => a * b)).Select(_ => (size * (random.NextSingle() * 2 - 1)).ToString("R", CultureInfo.InvariantCulture)))}}}";
    }

    sealed class Words16 : ICalibrationSource
    {
        public int? Count => 60;

        public async IAsyncEnumerable<Sample> ReadAsync([EnumeratorCancellation] CancellationToken cancellation)
        {
            var random = new Random(7);
            for (int i = 0; i < Count; i++)
            {
                yield return new Sample($"sample {i}", new Dictionary<string, Tensor> { ["ids"] = Tensor.Of([.. Enumerable.Range(0, Tokens).Select(_ => (long)random.Next(Words))], 1, Tokens) });
            }
            await Task.CompletedTask;
        }
    }

    /// <summary>Two blocks of a network before whose layers a stream with heavy tails is normalized.</summary>
    string Stream() => Save("stream.onnx", $$"""
        %s = Gather({{HeavyTable()}}, %ids)
        %n = LayerNormalization(%s, {{W(1, 1f, Width)}}, {{W(2, 0.1f, Width)}})
        %a = MatMul(%n, {{W(3, 0.2f, Width, 256)}})
        %b = Relu(%a)
        %c = MatMul(%b, {{W(4, 0.1f, 256, Width)}})
        %t = Add(%s, %c)
        %m = LayerNormalization(%t, {{W(5, 1f, Width)}}, {{W(6, 0.1f, Width)}})
        %d = MatMul(%m, {{W(7, 0.2f, Width, 256)}})
        %e = Relu(%d)
        %y = MatMul(%e, {{W(8, 0.1f, 256, 100)}})
        """, $"%ids: s64[1,{Tokens}]");

    /// <summary>A layer behind a product of two activations, of which each token has some that stand out.</summary>
    string Gated() => Save("gated.onnx", $$"""
        %s = Gather({{HeavyTable()}}, %ids)
        %g = Tanh(%s)
        %p = Mul(%s, %g)
        %a = MatMul(%p, {{W(3, 0.2f, Width, 256)}})
        %b = Relu(%a)
        %y = MatMul(%b, {{W(8, 0.1f, 256, 256)}})
        """, $"%ids: s64[1,{Tokens}]");

    /// <summary>Some channels of what a function makes are far larger than others, and nothing before can divide them.</summary>
    string Channels() => Save("channels.onnx", $$"""
        %s = Gather({{W(11, 1f, Words, Width)}}, %ids)
        %l = Mul(%s, f32[{{Width}}]{{{string.Join(',', Enumerable.Range(0, Width).Select(c => c % 16 == 3 ? "20" : "1"))}}})
        %p = Mul(%l, %l)
        %a = MatMul(%p, {{Balanced()}})
        %b = Relu(%a)
        %y = MatMul(%b, {{W(8, 0.1f, 256, 256)}})
        """, $"%ids: s64[1,{Tokens}]");

    /// <summary>Weights that are small where channels are large: all matter alike.</summary>
    static string Balanced()
    {
        var random = new Random(5);
        return $"f32[{Width},256]{{{string.Join(',', Enumerable.Range(0, Width * 256).Select(i => ((random.NextSingle() - 0.5f) / (i / 256 % 16 == 3 ? 400 : 1)).ToString("R", CultureInfo.InvariantCulture)))}}}";
    }

    static async Task<(CompileResult Result, byte[] Bytes)> Compile(string model, CompileOptions options)
    {
        CompileResult result = await Compiler.CompileAsync(ModelSource.FromFile(model), options, TestContext.Current.CancellationToken);
        Assert.True(result.Succeeded, string.Join('\n', result.Diagnostics));
        using var stream = new MemoryStream();
        await result.SaveAsync(stream, TestContext.Current.CancellationToken);
        return (result, stream.ToArray());
    }

    /// <param name="gainDb">What the output's SQNR gains over the same search without the rewrite.</param>
    [Theory]
    [InlineData("stream", "RotateResidualStream", 3)]
    [InlineData("gated", "RotateBeforeLayers", 2)]
    [InlineData("channels", "ScaleBeforeLayers", 3)]
    public async Task TheRewriteForTheTroubleIsFound(string net, string pass, double gainDb)
    {
        string model = net switch { "stream" => Stream(), "gated" => Gated(), _ => Channels() };
        var options = new CompileOptions { Calibration = new Words16(), Preference = Preference.Size, Verify = true };
        (CompileResult result, byte[] bytes) = await Compile(model, options);
        Assert.Contains(result.Plan!.Equalization, e => e.Pass == pass);
        using BisectedCompile followed = await Compilation.FollowAsync(model, options, TestContext.Current.CancellationToken);
        var search = new PlanSearch(await followed.CalibrateAsync(), followed.Prepared.Target, followed.Prepared.Selection, options, TestContext.Current.CancellationToken);
        search.Run(followed.Prepared.Model);
        string name = ModelRewrites.Of(pass)!.Name;
        double without = search.Steps.Where(s => !s.Recipe.Contains(name, StringComparison.Ordinal)).Max(s => s.HeldOutDb), with = search.Steps.Where(s => s.Recipe.Contains(name, StringComparison.Ordinal)).Max(s => s.HeldOutDb);
        Assert.True(with > without + gainDb, $"{with} dB with it, {without} without");

        await PlanFile.SaveAsync(result.Plan, _folder["plan.json"], TestContext.Current.CancellationToken);
        Assert.Equal(bytes, (await Compile(model, new() { PlanFile = _folder["plan.json"], Preference = Preference.Size })).Bytes);
    }

    /// <summary>What a report shows of a plan that was replayed is what it shows of the search that found it: statistics are those of the rewritten model.</summary>
    [Theory]
    [InlineData("stream")]
    [InlineData("gated")]
    [InlineData("channels")]
    public async Task DetailsOfAReplayedPlanAreThoseOfTheSearch(string net)
    {
        string model = net switch { "stream" => Stream(), "gated" => Gated(), _ => Channels() };
        var options = new CompileOptions { Calibration = new Words16(), Preference = Preference.Size, Details = true };
        (CompileResult searched, _) = await Compile(model, options);
        await PlanFile.SaveAsync(searched.Plan!, _folder["plan.json"], TestContext.Current.CancellationToken);
        (CompileResult replayed, _) = await Compile(model, options with { PlanFile = _folder["plan.json"] });
        Assert.NotEmpty(searched.Plan!.Equalization);
        Assert.Equal(searched.Details!.Values.Select(v => v.Name), replayed.Details!.Values.Select(v => v.Name));
        foreach ((ValueDetails found, ValueDetails again) in searched.Details.Values.Zip(replayed.Details.Values))
        {
            Assert.Equal(found.Statistics.Count, again.Statistics.Count);
            // A rotated model may be run in another way, by a rounding.
            Assert.Equal(1, (found.Statistics.Max - found.Statistics.Min) / (again.Statistics.Max - again.Statistics.Min), 1e-5);
            Assert.Equal(found.Observed is null, again.Observed is null);
            Assert.Equal(found.SqnrDb, again.SqnrDb);
            // Codes of 8 bits by the least and greatest value: the range that the statistics of the right model show.
            Assert.InRange(found.ClippedShare, 0, 0.05);
            Assert.InRange(again.ClippedShare, 0, 0.05);
        }
        string[] divided = [.. searched.Plan.Equalization.Where(e => ModelRewrites.Of(e.Pass) is { Statistics: not null, AddsOperators: false }).SelectMany(e => e.Values)];
        Assert.Equal(searched.Details.Values.Where(v => divided.Contains(v.Name)).Select(v => v.Name), searched.Details.Values.Where(v => v.Observed is not null).Select(v => v.Name));
        // The last file is that of the plan, whether it was searched or replayed; before it the plain one.
        Assert.Equal(searched.Details.Files[^1].SqnrDb, replayed.Details.Files[^1].SqnrDb);
        Assert.Equal(["float", "plain: no remedy", searched.Plan.Method], replayed.Details.Files.Select(f => f.Name));
        Assert.True(replayed.Details.Files[1].SqnrDb < replayed.Details.Files[2].SqnrDb);
    }
}
