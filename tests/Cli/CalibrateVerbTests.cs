using System.Text.Json.Nodes;
using Qcc.Cli.Tests.Documents;
using Qcc.Testing;

namespace Qcc.Cli.Tests;

public sealed class CalibrateVerbTests : ModelFiles
{
    static readonly string Model = Repository.Path("testmodels", "nets", "tiny-mlp", "model.onnx"), Data = Repository.Path("testmodels", "nets", "tiny-mlp", "calib.npz");

    [Fact]
    public async Task Shards_are_written_merged_and_used()
    {
        foreach (int i in new[] { 1, 2 })
        {
            CliRun shard = await CliRun.Of("calibrate", Model, "-c", Data, "--shard", $"{i}/2", "-o", PathOf($"{i}.qstats"), "--json");
            Assert.Equal(ExitCode.Done, shard.Exit);
            Assert.Equal($"{i}/2", shard.Json["shard"]!.GetValue<string>());
            JsonNode schema = JsonNode.Parse(await File.ReadAllTextAsync(Repository.Path("docs", "schema", "calibrate.json")))!;
            Assert.Empty(JsonSchema.Violations(shard.Json, schema, "$"));
        }
        CliRun missing = await CliRun.Of("calibrate", "--merge", PathOf("2.qstats"), "-o", PathOf("all.qstats"));
        Assert.Equal((ExitCode.Temporary, 75), (missing.Exit, (int)missing.Exit));
        Assert.False(File.Exists(PathOf("all.qstats")));
        CliRun merged = await CliRun.Of("calibrate", "--merge", PathOf("2.qstats"), PathOf("1.qstats"), "-o", PathOf("all.qstats"));
        Assert.Equal((ExitCode.Done, $"{PathOf("all.qstats")}\n"), (merged.Exit, merged.Out));
        string folder = Environment.CurrentDirectory;
        string stem = $"merged-{Guid.NewGuid():N}";
        File.Copy(PathOf("1.qstats"), PathOf($"{stem}.1-of-2.qstats"));
        try
        {
            CliRun named = await CliRun.Of("calibrate", "--merge", PathOf($"{stem}.1-of-2.qstats"), PathOf("2.qstats"));
            Assert.Equal((ExitCode.Done, $"{stem}.qstats\n"), (named.Exit, named.Out));
            Assert.Equal(await File.ReadAllBytesAsync(PathOf("all.qstats")), await File.ReadAllBytesAsync(Path.Combine(folder, $"{stem}.qstats")));
        }
        finally
        {
            File.Delete(Path.Combine(folder, $"{stem}.qstats"));
        }
        CliRun compiled = await CliRun.Of(Model, "--stats", PathOf("all.qstats"), "-c", Data, "-o", PathOf("out.onnx"), "--prefer", "size");
        Assert.Equal(ExitCode.Done, compiled.Exit);
        Assert.Contains($"from {PathOf("all.qstats")}, compared on", compiled.Error, StringComparison.Ordinal);

        CliRun bytes = await CliRun.Of("calibrate", Model, "-c", Data, "-o", "-", "-q");
        Assert.Equal(await File.ReadAllBytesAsync(PathOf("all.qstats")), bytes.Bytes);
    }

    /// <summary>Which part a scheduler's environment stands for.</summary>
    [Theory]
    [InlineData("SLURM_ARRAY_TASK_ID=3 SLURM_ARRAY_TASK_COUNT=4 SLURM_ARRAY_TASK_MIN=0 SLURM_ARRAY_TASK_STEP=1", "", "4/4")]
    [InlineData("SLURM_ARRAY_TASK_ID=14 SLURM_ARRAY_TASK_COUNT=3 SLURM_ARRAY_TASK_MIN=10 SLURM_ARRAY_TASK_STEP=2", "", "3/3")]
    [InlineData("SLURM_ARRAY_TASK_ID=3 SLURM_ARRAY_TASK_COUNT=1 SLURM_ARRAY_TASK_MIN=3", "--shards 4", "4/4")]
    [InlineData("JOB_COMPLETION_INDEX=0", "--shards 20", "1/20")]
    public async Task A_scheduler_says_which_part_a_call_is(string environment, string options, string expected)
    {
        Dictionary<string, string> variables = environment.Split(' ').Select(v => v.Split('=')).ToDictionary(v => v[0], v => v[1]);
        CliRun run = await CliRun.With(variables.GetValueOrDefault, ["calibrate", Model, "-c", Data, "--shard", "auto", .. options.Split(' ', StringSplitOptions.RemoveEmptyEntries), "-o", PathOf("out.qstats"), "--json"]);
        Assert.Equal(ExitCode.Done, run.Exit);
        Assert.Equal(expected, run.Json["shard"]!.GetValue<string>());
    }

    [Theory]
    [InlineData("", "", "no SLURM_ARRAY_TASK_ID and no JOB_COMPLETION_INDEX")]
    [InlineData("JOB_COMPLETION_INDEX=2", "", "how many parts")]
    [InlineData("JOB_COMPLETION_INDEX=4", "--shards 4", "outside of 4 parts")]
    [InlineData("SLURM_ARRAY_TASK_ID=x", "--shards 4", "no number")]
    public async Task A_scheduler_that_does_not_say_it_is_an_error(string environment, string options, string text)
    {
        Dictionary<string, string> variables = environment.Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(v => v.Split('=')).ToDictionary(v => v[0], v => v[1]);
        CliRun run = await CliRun.With(variables.GetValueOrDefault, ["calibrate", Model, "-c", Data, "--shard", "auto", .. options.Split(' ', StringSplitOptions.RemoveEmptyEntries), "-o", PathOf("out.qstats")]);
        Assert.Equal(ExitCode.Usage, run.Exit);
        Assert.Contains(text, run.Error, StringComparison.Ordinal);
        Assert.Equal(ExitCode.Usage, (await CliRun.Of("batch", Model, "--shard", "1/2", "--shards", "2", "-O", Folder)).Exit);
        Assert.Empty(Directory.GetFileSystemEntries(Folder));
    }

    /// <summary>However many shards there are, made and merged in whatever order, one of them made again: the bytes are those of one run.</summary>
    [Theory]
    [InlineData(7)]
    [InlineData(20)]
    public async Task Any_number_of_shards_in_any_order_gives_the_same_bytes(int shards)
    {
        await CliRun.Of("calibrate", Model, "-c", Data, "-o", PathOf("whole.qstats"));
        int[] order = [.. Enumerable.Range(1, shards).OrderBy(i => i * 11 % shards)];
        foreach (int i in order.Append(order[0]))
        {
            Assert.Equal(ExitCode.Done, (await CliRun.Of("calibrate", Model, "-c", Data, "--shard", $"{i}/{shards}", "-o", PathOf($"{i}.qstats"))).Exit);
        }
        CliRun merged = await CliRun.Of(["calibrate", "--merge", .. order.Select(i => PathOf($"{i}.qstats")), "-o", PathOf("all.qstats")]);
        Assert.Equal(ExitCode.Done, merged.Exit);
        Assert.Equal(await File.ReadAllBytesAsync(PathOf("whole.qstats")), await File.ReadAllBytesAsync(PathOf("all.qstats")));
    }

    [Theory]
    [InlineData("calibrate {model} -o {out}", 2, "QCC0101")]
    [InlineData("calibrate {model} -c {data} --shard 3/2", 2, "QCC0101")]
    [InlineData("calibrate {model} -c {data} --shard 0/2", 2, "QCC0101")]
    [InlineData("calibrate {model} -c {data} -o {model}", 7, "QCC6021")]
    [InlineData("calibrate {model} -c {data} -o {data}", 7, "QCC6021")]
    [InlineData("calibrate --merge {data} -o {out}", 4, "QCC2071")]
    [InlineData("calibrate --merge {out} -o {out}", 7, "QCC6021")]
    [InlineData("calibrate {model} --merge {out} -o {out}", 2, "QCC0103")]
    [InlineData("calibrate --merge a.qstats", 7, "QCC6021")]
    [InlineData("calibrate --merge -o {out}", 2, "QCC0101: --merge has no value")]
    [InlineData("{model} --stats none.qstats -o {out}", 7, "QCC6001")]
    public async Task Calls_that_cannot_be_met_are_refused(string line, int exit, string code)
    {
        CliRun run = await CliRun.Of([.. line.Split(' ').Select(w => w.Replace("{model}", Model, StringComparison.Ordinal).Replace("{data}", Data, StringComparison.Ordinal).Replace("{out}", PathOf("out.x"), StringComparison.Ordinal))]);
        Assert.Equal(exit, (int)run.Exit);
        Assert.Contains($"error {code}", run.Error, StringComparison.Ordinal);
        Assert.Empty(Directory.GetFileSystemEntries(Folder));
    }
}
