namespace Qcc.Cli.Tests.Usage;

public sealed class UsageTests : ModelFiles
{
    [Theory]
    [InlineData("--targt x m.onnx", "unknown option '--targt'; did you mean '--target'?")]
    [InlineData("compile m.onnx --calibrat=c", "unknown option '--calibrat=c'; did you mean '--calibrate'?")]
    [InlineData("inspct m.onnx", "unknown verb 'inspct'; did you mean 'inspect'?")]
    [InlineData("evl", "unknown verb 'evl'; did you mean 'eval'?")]
    [InlineData("", "no model is given; write 'qcc MODEL.onnx', or see 'qcc --help'")]
    [InlineData("inspect a b", "unexpected argument 'b'; see 'qcc inspect --help'")]
    [InlineData("inspect a --frobnicate", "unknown option '--frobnicate'; see 'qcc inspect --help'")]
    [InlineData("m.onnx --observer minmax", "--observer 'minmax' is none of auto, min-max, percentile, entropy, mse, did you mean min-max?; see 'qcc --help'")]
    [InlineData("m.onnx --shape x=0", "--shape needs NAME=SIZES with positive sizes, such as input=1,3,224,224, not 'x=0'; see 'qcc --help'")]
    [InlineData("m.onnx --shape x=1 --shape x=2", "--shape is given twice for input 'x'; see 'qcc --help'")]
    [InlineData("m.onnx --threads 0", "--threads needs a number from 1 to 1024; see 'qcc --help'")]
    [InlineData("m.onnx --threads 99999", "--threads needs a number from 1 to 1024; see 'qcc --help'")]
    [InlineData("bench m.onnx --threads 1,99999", "--threads needs numbers from 1 to 1024 with commas between them, not '1,99999'; see 'qcc bench --help'")]
    [InlineData("[suggest:x] qcc", "'[suggest:x]' has no position in a line; write [suggest:N] with a whole number of at least 0, or see 'qcc completions --help'")]
    [InlineData("[suggest:99999999999] qcc", "'[suggest:99999999999]' has no position in a line; write [suggest:N] with a whole number of at least 0, or see 'qcc completions --help'")]
    [InlineData("m.onnx --image-std 0,1", "--image-std needs numbers other than 0 with commas between them, not '0'; see 'qcc --help'")]
    [InlineData("m.onnx --image-scale 1/0", "--image-scale needs a positive number or fraction such as 1/255, not '1/0'; see 'qcc --help'")]
    [InlineData("-t int8-cpu inspect x", "'-t' stands before the verb 'inspect', where it means nothing; write it after 'inspect' if it belongs there (see 'qcc inspect --help')")]
    [InlineData("list", "required argument 'targets|passes|ops' missing for command: 'list'; see 'qcc list --help'")]
    [InlineData("m.onnx --seed x", "--seed takes a whole number, not 'x'; see 'qcc --help'")]
    [InlineData("eval m.onnx -d x --samples 1.5", "--samples takes a whole number, not '1.5'; see 'qcc eval --help'")]
    [InlineData("m.onnx inspect m.onnx", "'m.onnx' stands before the verb 'inspect'; write 'qcc inspect m.onnx'")]
    [InlineData("help inspct", "there is no verb 'inspct', did you mean 'inspect'?; see 'qcc help --help'")]
    [InlineData("m.onnx -o ''", "--output is empty; give it a value, or leave it out (see 'qcc --help')")]
    [InlineData("m.onnx --save-plan ''", "--save-plan is empty; give it a value, or leave it out (see 'qcc --help')")]
    [InlineData("m.onnx --plan ''", "--plan is empty; give it a value, or leave it out (see 'qcc --help')")]
    [InlineData("compile m.onnx -c ''", "--calibrate is empty; give it a value, or leave it out (see 'qcc compile --help')")]
    [InlineData("eval m.onnx --data ''", "--data is empty; give it a value, or leave it out (see 'qcc eval --help')")]
    [InlineData("''", "MODEL is empty; give it a value, or leave it out (see 'qcc --help')")]
    [InlineData("inspect ''", "MODEL is empty; give it a value, or leave it out (see 'qcc inspect --help')")]
    [InlineData("report m.onnx --save-plan p.json", "unknown option '--save-plan'; 'qcc compile' takes it (see 'qcc report --help')")]
    [InlineData("m.onnx --time-limit ''", "--time-limit is empty; give it a value, or leave it out (see 'qcc --help')")]
    [InlineData("m.onnx --max-drop ''", "--max-drop is empty; give it a value, or leave it out (see 'qcc --help')")]
    [InlineData("list things", "'things' is none of targets, passes, ops; see 'qcc list --help'")]
    public async Task A_bad_call_is_one_line_and_2(string line, string expected)
    {
        CliRun run = await CliRun.Of([.. line.Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(w => w == "''" ? "" : w)]);
        Assert.Equal(ExitCode.Usage, run.Exit);
        Assert.Equal($"qcc : error QCC0101: {expected}\n", run.Error);
        Assert.Equal("", run.Out);
    }

    [Fact]
    public async Task Several_unknown_options_are_all_named()
    {
        CliRun run = await CliRun.Of("inspect", "m.onnx", "--jsn", "--quite");
        Assert.Equal(
            "qcc : error QCC0101: unknown option '--jsn'; did you mean '--json'?\nqcc : error QCC0101: unknown option '--quite'; did you mean '--quiet'?\n",
            run.Error);
    }

    [Fact]
    public async Task A_file_named_like_a_verb_needs_a_path()
    {
        string model = WriteModel("inspect");
        CliRun run = await CliRun.Of("inspect", model);
        Assert.Equal(ExitCode.Done, run.Exit);
    }

    [Theory]
    [InlineData("--json")]
    [InlineData("--json=true")]
    public async Task Options_may_stand_before_the_verb_if_every_verb_has_them(string option)
    {
        CliRun run = await CliRun.Of(option, "list", "targets");
        Assert.Equal("list", run.Json["verb"]!.GetValue<string>());
    }

    [Fact]
    public async Task A_response_file_holds_one_word_a_line()
    {
        string words = PathOf("words.txt");
        await File.WriteAllLinesAsync(words, ["# what to list", "list", "", "  targets  ", "--warn-as-error", "--json"]);
        CliRun run = await CliRun.Of($"@{words}");
        Assert.Equal(ExitCode.Done, run.Exit);
        Assert.Equal("targets", run.Json["kind"]!.GetValue<string>());
    }

    [Fact]
    public async Task A_missing_response_file_is_told()
    {
        CliRun run = await CliRun.Of("@nowhere.txt");
        Assert.Equal(ExitCode.Usage, run.Exit);
        Assert.StartsWith("qcc : error QCC0101: cannot read response file 'nowhere.txt': ", run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_response_file_is_text()
    {
        await File.WriteAllBytesAsync(PathOf("zero"), "list\n@a\0b\n"u8.ToArray());
        CliRun zero = await CliRun.Of($"@{PathOf("zero")}");
        Assert.Equal(ExitCode.Usage, zero.Exit);
        Assert.StartsWith($"qcc : error QCC0101: '{PathOf("zero")}' is no response file: it is not text (a zero byte in line 2); ", zero.Error, StringComparison.Ordinal);
        await File.WriteAllBytesAsync(PathOf("latin"), [(byte)'\n', (byte)'\n', 0xe9]);
        Assert.Contains("it is not text (a byte that is not UTF-8 in line 3)", (await CliRun.Of($"@{PathOf("latin")}")).Error, StringComparison.Ordinal);
        CliRun folder = await CliRun.Of($"@{Folder}");
        Assert.Equal(ExitCode.Usage, folder.Exit);
        Assert.Contains("it is a folder", folder.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Response_files_that_name_each_other_end()
    {
        await File.WriteAllTextAsync(PathOf("a"), $"@{PathOf("b")}\n@{PathOf("b")}\n");
        await File.WriteAllTextAsync(PathOf("b"), $"@{PathOf("a")}\n");
        CliRun run = await CliRun.Of("list", "targets", $"@{PathOf("a")}");
        Assert.Equal(ExitCode.Usage, run.Exit);
        Assert.StartsWith("qcc : error QCC0101: more than 64 response files are read, ", run.Error, StringComparison.Ordinal);
        Assert.Equal(1, run.Error.Count(c => c == '\n'));
    }

    [Fact]
    public async Task A_bad_thread_count_in_the_environment_is_told()
    {
        CliRun run = await CliRun.With(name => name == "QCC_THREADS" ? "many" : null, "model.onnx");
        Assert.Equal(ExitCode.Usage, run.Exit);
        Assert.Equal("qcc : error QCC0101: the environment variable QCC_THREADS is 'many', not a number from 1 to 1024; correct or unset it\n", run.Error);
    }

    [Fact]
    public async Task Help_has_examples_and_goes_to_standard_output()
    {
        foreach (string verb in CommandTree.Create(new Host(new Terminal(TextWriter.Null, TextWriter.Null) { OpenOutput = () => Stream.Null })).Subcommands.Select(c => c.Name).Prepend(""))
        {
            CliRun run = await CliRun.Of([.. verb.Split(' ', StringSplitOptions.RemoveEmptyEntries), "--help"]);
            Assert.Equal(ExitCode.Done, run.Exit);
            Assert.Contains($"Examples:\n  ", run.Out, StringComparison.Ordinal);
            Assert.Contains($"\n  qcc {verb}", run.Out, StringComparison.Ordinal);
            Assert.All(run.Out.Split('\n'), line => Assert.InRange(line.Length, 0, 100));
            Assert.Equal("", run.Error);
            // The model of a compile is no argument of a verb.
            Assert.True(run.Out.Split('\n').Count(line => line.StartsWith("  <MODEL>", StringComparison.Ordinal)) <= 1, verb);
            Assert.DoesNotContain($"<MODEL>] {verb} ", run.Out, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task Help_of_a_verb_is_the_verbs_help()
    {
        CliRun help = await CliRun.Of("help", "inspect");
        Assert.Equal(ExitCode.Done, help.Exit);
        Assert.Contains("\n  qcc inspect <MODEL> [options]\n", help.Out, StringComparison.Ordinal);
        Assert.Equal((await CliRun.Of("inspect", "--help")).Out, help.Out);
        Assert.Equal((await CliRun.Of("--help")).Out, (await CliRun.Of("help")).Out);
    }

    [Fact]
    public async Task What_stands_behind_two_dashes_is_a_file()
    {
        CliRun run = await CliRun.Of("--", "inspect");
        Assert.Equal(ExitCode.InputOutput, run.Exit);
        Assert.Contains("QCC6001: the file inspect does not exist", run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Version_is_the_number_alone()
    {
        CliRun run = await CliRun.Of("--version");
        Assert.Matches(@"^\d+\.\d+\.\d+\n$", run.Out);
    }

    [Fact]
    public async Task An_unknown_pass_suggests_its_neighbours()
    {
        CliRun run = await CliRun.Of("dump", WriteModel(), "--after", "FoldConstant");
        Assert.Equal(ExitCode.Usage, run.Exit);
        Assert.Contains("did you mean 'FoldConstants'?", run.Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("--no-warn", "QCC20510", "--no-warn 'QCC20510' is no code of a diagnostic, did you mean QCC2051")]
    [InlineData("--warn-as-error=qc2051", null, "--warn-as-error 'qc2051' is no code of a diagnostic, did you mean QCC2051")]
    [InlineData("--no-warn", "QCC2051;nothing", "--no-warn 'nothing' is no code of a diagnostic, docs/diagnostics.md names them all")]
    [InlineData("--no-warn", "all", "--no-warn 'all' is no code")]
    public async Task A_code_that_nothing_has_is_refused(string option, string? code, string expected)
    {
        CliRun run = await CliRun.Of(["list", "targets", option, .. code is null ? Array.Empty<string>() : [code]]);
        Assert.Equal(ExitCode.Usage, run.Exit);
        Assert.Contains(expected, run.Error, StringComparison.Ordinal);
    }
}
