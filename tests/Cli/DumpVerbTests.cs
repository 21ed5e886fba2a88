using System.Reflection;
using Qcc.Passes;
using Qcc.Testing;

namespace Qcc.Cli.Tests;

public sealed class DumpVerbTests : ModelFiles
{
    [Fact]
    public async Task A_dump_after_a_pass_shows_what_that_pass_did()
    {
        CliRun before = await CliRun.Of("dump", WriteModel()), after = await CliRun.Of("dump", WriteModel(), "--after", "FoldPadIntoConv");
        Assert.Contains("MatMul(", before.Out, StringComparison.Ordinal);
        Assert.Contains("opset \"\"=17", before.Out, StringComparison.Ordinal);
        Assert.Equal(ExitCode.Done, after.Exit);
        Assert.Contains("opset \"\"=21", after.Out, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_forms_of_a_target_come_after_all_of_canonicalization()
    {
        string net = Repository.Path("testmodels", "nets", "fashion-mobilenet", "model.onnx");
        CliRun run = await CliRun.Of("dump", net, "--after", "GroupedConvToDense", "--target", "int8-cpu");
        Assert.Equal(ExitCode.Done, run.Exit);
        Assert.DoesNotContain("BatchNormalization(", run.Out, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_step_that_is_no_pass_over_the_graph_is_refused()
    {
        CliRun run = await CliRun.Of("dump", WriteModel(), "--after", "GroupedConvToDens");
        Assert.Equal(ExitCode.Usage, run.Exit);
        Assert.Contains("'GroupedConvToDense'", run.Error, StringComparison.Ordinal);
        Assert.Equal(ExitCode.Usage, (await CliRun.Of("dump", WriteModel(), "--after", "ChooseScales")).Exit);
    }

    /// <summary>What transforms or decides has a static Run or Choose; each is a step that people can look up.</summary>
    [Fact]
    public void Every_step_of_the_later_stages_is_listed()
    {
        string[] listed = [.. CompileStep.All.Select(s => s.Name)];
        string[] steps = [.. typeof(PassRegistry).Assembly.GetExportedTypes()
            .Where(t => t.Namespace is "Qcc.Passes.Equalize" or "Qcc.Passes.Quantize" or "Qcc.Passes.Lower"
                && t.GetMethods(BindingFlags.Static | BindingFlags.Public | BindingFlags.DeclaredOnly).Any(m => m.Name is "Run" or "Choose"))
            .Select(t => t.Name)];
        Assert.NotEmpty(steps);
        Assert.Empty(steps.Except(listed));
        Assert.Equal(listed.Length, listed.Distinct().Count());
        Assert.Equal(CompileStep.All.Select(s => s.Stage).Order(), CompileStep.All.Select(s => s.Stage));
    }
}
