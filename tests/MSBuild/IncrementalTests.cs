namespace Qcc.MSBuild.Tests;

/// <summary>What is compiled when (scenarios 1 to 6, 8, 11, 12, 14, 18 of docs/msbuild.md).</summary>
[Collection(FeedCollection.Name)]
public sealed class IncrementalTests(LocalFeed feed)
{
    const string TwoModels = """
        <QccModel Include="tiny.onnx" Calibrate="tiny.npz" Options="--prefer size" />
        <QccModel Include="digits.onnx" Options="$(DigitsOptions)" />
        """;

    [Fact]
    public async Task Only_what_changed_is_compiled_again()
    {
        TestProject project = new TestProject(feed, "incremental").With("tiny-mlp", "tiny").With("digits-mlp", "digits").Items(TwoModels);
        DotnetRun first = (await project.BuildAsync()).Succeeded();
        Assert.Equal(["tiny.onnx", "digits.onnx"], first.Compiled);
        Assert.True(File.Exists(project.Output("tiny.int8-cpu.onnx")) && File.Exists(project.Output("digits.int8-cpu.onnx")));
        Assert.Equal(1, first.Count("digits.onnx : warning QCC2051"));
        Assert.Equal(0, first.Count("tiny.onnx : warning"));

        // Nothing runs, and the warning stays visible.
        DotnetRun second = (await project.BuildAgainAsync()).Succeeded();
        Assert.Empty(second.Compiled);
        Assert.Equal(1, second.Count("digits.onnx : warning QCC2051"));

        project.Touch("tiny.onnx");
        Assert.Equal(["tiny.onnx"], (await project.BuildAgainAsync()).Succeeded().Compiled);

        Assert.Equal(["digits.onnx"], (await project.BuildAgainAsync("-p:DigitsOptions=--seed 7")).Succeeded().Compiled);
        Assert.Empty((await project.BuildAgainAsync("-p:DigitsOptions=--seed 7")).Succeeded().Compiled);

        // Another configuration of the same options shares what was made.
        Assert.Empty((await project.BuildAgainAsync("-c", "Release", "-p:DigitsOptions=--seed 7")).Succeeded().Compiled);
        Assert.True(File.Exists(project.Output("tiny.int8-cpu.onnx", "Release")));

        (await Dotnet.RunAsync(project.Folder, "clean", "-v:m", "-nologo", "-nodeReuse:false")).Succeeded();
        Assert.Empty(project.Made);
        Assert.False(File.Exists(project.Output("tiny.int8-cpu.onnx")));
    }

    [Fact]
    public async Task A_bad_model_is_an_error_with_code_and_file_and_the_old_output_stays()
    {
        TestProject project = new TestProject(feed, "bad model").With("digits-mlp", "digits").Items("""<QccModel Include="digits.onnx" Calibrate="digits.npz" />""");
        (await project.BuildAsync()).Succeeded();
        byte[] good = await File.ReadAllBytesAsync(project.Output("digits.int8-cpu.onnx"), TestContext.Current.CancellationToken);
        await File.WriteAllTextAsync(project.PathOf("digits.onnx"), "no model", TestContext.Current.CancellationToken);
        project.Touch("digits.onnx");
        for (int attempt = 0; attempt < 2; attempt++)
        {
            DotnetRun failed = (await project.BuildAgainAsync()).Failed();
            Assert.True(failed.Count("digits.onnx : error QCC1") == 1, failed.Output);
            Assert.Equal(good, await File.ReadAllBytesAsync(project.Output("digits.int8-cpu.onnx"), TestContext.Current.CancellationToken));
        }
        project.With("digits-mlp", "digits").Touch("digits.onnx");
        Assert.Equal(["digits.onnx"], (await project.BuildAgainAsync()).Succeeded().Compiled);
    }
}
