using Qcc.Core.Diagnostics;
using Qcc.Onnx;
using Qcc.Testing;

namespace Qcc.MSBuild.Tests;

/// <summary>Everything else that projects do with models (scenarios 5, 7, 9 to 13, 17, 19 to 22 of docs/msbuild.md).</summary>
[Collection(FeedCollection.Name)]
public sealed partial class ScenarioTests(LocalFeed feed)
{
    const string OneModel = """<QccModel Include="digits.onnx" Calibrate="digits.npz" Options="--prefer size" Wrapper="Demo.Digits" />""";

    static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Frameworks_share_one_compile_and_paths_may_have_spaces()
    {
        TestProject project = new(feed, "frame works") { Framework = "net10.0;net10.0-windows7.0;net10.0-windows8.0", Properties = "<EnableWindowsTargeting>true</EnableWindowsTargeting><DisableTransitiveFrameworkReferenceDownloads>true</DisableTransitiveFrameworkReferenceDownloads>" };
        Directory.CreateDirectory(project.PathOf("the models"));
        project.With("digits-mlp", Path.Combine("the models", "my digits")).Items("""<QccModel Include="the models/my digits.onnx" Calibrate="the models/my digits.npz" />""");
        DotnetRun run = (await project.BuildAsync("-m:4")).Succeeded();
        Assert.Equal(["the models/my digits.onnx"], run.Compiled);
        foreach (string framework in project.Framework.Split(';'))
        {
            Assert.True(File.Exists(project.PathOf("bin", "Debug", framework, "my digits.int8-cpu.onnx")), framework);
        }
        Assert.Empty((await project.BuildAgainAsync("-m:4")).Succeeded().Compiled);
    }

    [Fact, Trait("Category", "Slow")]
    public async Task A_new_package_compiles_all_again()
    {
        TestProject project = new TestProject(feed, "update").With("digits-mlp", "digits").Items(OneModel);
        (await project.BuildAsync()).Succeeded();
        const string Next = "99.0.0";
        await feed.PackAsync(Next);
        await File.WriteAllTextAsync(project.PathOf("update.csproj"), (await File.ReadAllTextAsync(project.PathOf("update.csproj"), Cancellation)).Replace($"\"{feed.Version}\"", $"\"{Next}\"", StringComparison.Ordinal), Cancellation);
        Assert.Equal(["digits.onnx"], (await project.BuildAsync()).Succeeded().Compiled);
        Assert.Empty((await project.BuildAgainAsync()).Succeeded().Compiled);
    }

    [Fact, Trait("Category", "Slow")]
    public async Task A_crash_is_an_error_of_its_own()
    {
        TestProject project = new TestProject(feed, "crash").With("digits-mlp", "digits").Items(OneModel);
        DotnetRun run = (await project.BuildAsync($"-p:QccToolPath={typeof(Diagnostic).Assembly.Location}")).Failed();
        Assert.True(run.Count("digits.onnx : error QCC0001: the compiler ended with exit code") == 1, run.Output);
        Assert.DoesNotContain(project.Made, f => f.EndsWith(".onnx", StringComparison.Ordinal));
    }

    [Fact, Trait("Category", "Slow")]
    public async Task Publish_has_the_models_and_without_a_build_compiles_nothing()
    {
        TestProject project = new TestProject(feed, "publish") { IsProgram = true }.With("digits-mlp", "digits").Items(OneModel).Source("Program.cs", "System.Console.WriteLine(Demo.Digits.FileName);");
        (await project.BuildAsync("-c", "Release")).Succeeded();
        DotnetRun publish = (await Dotnet.RunAsync(project.Folder, "publish", "--no-build", "-c", "Release", "-o", "out", "-v:m", "-nologo", "-nodeReuse:false")).Succeeded();
        Assert.Empty(publish.Compiled);
        Assert.True(File.Exists(project.PathOf("out", "digits.int8-cpu.onnx")));
        Directory.Delete(project.PathOf("out"), recursive: true);
        DotnetRun whole = (await Dotnet.RunAsync(project.Folder, "publish", "-o", "out", "-v:m", "-nologo", "-nodeReuse:false")).Succeeded();
        Assert.Empty(whole.Compiled);
        Assert.True(File.Exists(project.PathOf("out", "digits.int8-cpu.onnx")));
    }

    [Theory, Trait("Category", "Slow")]
    [InlineData("", false)]
    [InlineData("""Pack="true" PackagePath="models/" """, true)]
    public async Task A_package_has_the_models_only_where_asked(string metadata, bool expected)
    {
        TestProject project = new TestProject(feed, $"pack{expected}").With("digits-mlp", "digits").Items($"""<QccModel Include="digits.onnx" Calibrate="digits.npz" {metadata}/>""");
        (await Dotnet.RunAsync(project.Folder, "pack", "-o", "out", "-v:m", "-nologo", "-nodeReuse:false")).Succeeded();
        using System.IO.Compression.ZipArchive package = await System.IO.Compression.ZipFile.OpenReadAsync(Directory.EnumerateFiles(project.PathOf("out")).Single(), Cancellation);
        Assert.Equal(expected, package.Entries.Any(e => e.FullName == "models/digits.int8-cpu.onnx"));
        Assert.Equal(expected, package.Entries.Any(e => e.Name.EndsWith(".onnx", StringComparison.Ordinal)));
    }

    [Fact, Trait("Category", "Slow")]
    public async Task An_editor_compiles_no_model_and_sees_the_class_of_the_last_build()
    {
        TestProject project = new TestProject(feed, "editor").With("digits-mlp", "digits").Items(OneModel);
        (await Dotnet.RunAsync(project.Folder, "restore", "-v:m", "-nodeReuse:false")).Succeeded();
        string[] look = ["msbuild", "-nologo", "-v:m", "-nodeReuse:false", "-t:Compile", "-p:DesignTimeBuild=true", "-p:SkipCompilerExecution=true", "-p:ProvideCommandLineArgs=true", "-getItem:Compile"];
        DotnetRun before = (await Dotnet.RunAsync(project.Folder, look)).Succeeded();
        Assert.Empty(project.Made);
        Assert.DoesNotContain("Digits.g.cs", before.Output, StringComparison.Ordinal);
        (await project.BuildAgainAsync()).Succeeded();
        project.Touch("digits.onnx");
        DotnetRun after = (await Dotnet.RunAsync(project.Folder, look)).Succeeded();
        Assert.Contains("Digits.g.cs", after.Output, StringComparison.Ordinal);
        Assert.Equal(["digits.onnx"], (await project.BuildAgainAsync()).Succeeded().Compiled);
    }

    [Fact, Trait("Category", "Slow")]
    public async Task A_project_gets_the_models_of_those_it_refers_to()
    {
        new TestProject(feed, "inner").With("digits-mlp", "digits").Items(OneModel);
        TestProject app = new TestProject(feed, "outer") { IsProgram = true }.Items("""<ProjectReference Include="../inner/inner.csproj" />""").Source("Program.cs", RunDigits);
        DotnetRun run = (await app.BuildAsync()).Succeeded();
        Assert.Equal(["digits.onnx"], run.Compiled);
        Assert.True(File.Exists(app.Output("digits.int8-cpu.onnx")));
        Assert.StartsWith("digit ", (await Dotnet.RunAsync(app.Folder, app.Output("outer.dll"))).Succeeded().Output, StringComparison.Ordinal);
        Assert.Empty((await app.BuildAgainAsync()).Succeeded().Compiled);
    }

    /// <summary>A program that runs the class of digits-mlp on zeros.</summary>
    internal const string RunDigits = """
        using System;
        using Demo;

        using var digits = new Digits();
        var probabilities = new float[Digits.Probabilities.LengthFor(1)];
        var label = new long[Digits.Label.LengthFor(1)];
        digits.Run(1, new float[Digits.Pixels.LengthFor(1)], probabilities, label);
        Console.WriteLine($"digit {label[0]}");
        """;

    [Fact, Trait("Category", "Slow")]
    public async Task Warnings_are_those_of_the_build()
    {
        TestProject project = new TestProject(feed, "warnings").With("digits-mlp", "digits").Items("""<QccModel Include="digits.onnx" />""");
        DotnetRun strict = (await project.BuildAsync("-warnaserror:QCC2051")).Failed();
        Assert.True(strict.Count("digits.onnx : error QCC2051") == 1, strict.Output);
        // The output is there, and the saved warning is an error again.
        strict = (await project.BuildAgainAsync("-warnaserror:QCC2051")).Failed();
        Assert.True(strict.Count("digits.onnx : error QCC2051") == 1, strict.Output);
        Assert.Empty(strict.Compiled);
        DotnetRun silent = (await project.BuildAgainAsync("-p:MSBuildWarningsAsMessages=QCC2051")).Succeeded();
        Assert.Equal(0, silent.Count("warning QCC2051"));
        Assert.Equal(0, silent.Count("error QCC2051"));
    }

    [Fact, Trait("Category", "Slow")]
    public async Task Two_builds_at_once_do_not_disturb_each_other()
    {
        Directory.CreateDirectory(Path.Combine(feed.Root, "shared"));
        File.Copy(TestProject.Net("digits-mlp", "model.onnx"), Path.Combine(feed.Root, "shared", "digits.onnx"));
        TestProject[] projects = [.. Enumerable.Range(0, 2).Select(i => new TestProject(feed, $"twin{i}").Items("""<QccModel Include="../shared/digits.onnx" Options="--prefer size" />"""))];
        DotnetRun[] runs = await Task.WhenAll(projects.Select(p => p.BuildAsync()));
        Assert.All(runs, r => Assert.Equal(["../shared/digits.onnx"], r.Succeeded().Compiled));
        Assert.Equal(await File.ReadAllBytesAsync(projects[0].Output("digits.int8-cpu.onnx"), Cancellation), await File.ReadAllBytesAsync(projects[1].Output("digits.int8-cpu.onnx"), Cancellation));
    }

    [Fact, Trait("Category", "Slow")]
    public async Task An_embedded_model_needs_no_file_and_tests_run_on_it()
    {
        TestProject project = new TestProject(feed, "embedded") { IsProgram = true }.With("digits-mlp", "digits")
            .Items("""<QccModel Include="digits.onnx" Calibrate="digits.npz" Wrapper="Demo.Digits" Kind="Embedded" />""").Source("Program.cs", RunDigits);
        (await project.BuildAsync()).Succeeded();
        Assert.False(File.Exists(project.Output("digits.int8-cpu.onnx")));
        Assert.StartsWith("digit ", (await Dotnet.RunAsync(project.Folder, project.Output("embedded.dll"))).Succeeded().Output, StringComparison.Ordinal);

        TestProject tests = new(feed, "unit tests") { IsProgram = true, Properties = "<IsTestProject>true</IsTestProject><RootNamespace>Units</RootNamespace>" };
        tests.With("digits-mlp", "digits").Items($"""
            {OneModel}
            {Versions.Reference("xunit.v3.mtp-off")}
            {Versions.Reference("xunit.runner.visualstudio")}
            {Versions.Reference("Microsoft.NET.Test.Sdk")}
            """).Source("Units.cs", """
            using Demo;
            using Xunit;

            public sealed class Units
            {
                [Fact]
                public void ADigitIsFound()
                {
                    using var digits = new Digits();
                    var probabilities = new float[10];
                    var label = new long[1];
                    digits.Run(1, new float[64], probabilities, label);
                    Assert.InRange(label[0], 0, 9);
                    Assert.Throws<System.ArgumentException>(() => digits.Run(1, new float[63], probabilities, label));
                }
            }
            """);
        DotnetRun run = (await Dotnet.RunAsync(tests.Folder, "test", "-v:m", "-nologo", "-nodeReuse:false")).Succeeded();
        Assert.Contains("Passed:     1", run.Output, StringComparison.Ordinal);
    }

    [Fact, Trait("Category", "Slow")]
    public async Task External_data_and_new_samples_are_noticed()
    {
        TestProject project = new(feed, "data");
        ExportedModel model = ModelExporter.Export(ModelImporter.Import(TestProject.Net("digits-mlp", "model.onnx"), new DiagnosticList()));
        model.WriteTo(project.PathOf("big.onnx"), externalThreshold: 1);
        Directory.CreateDirectory(project.PathOf("samples"));
        File.Copy(TestProject.Net("digits-mlp", "calib.npz"), project.PathOf("samples", "a.npz"));
        project.Items("""<QccModel Include="big.onnx" Calibrate="samples" />""");
        (await project.BuildAsync()).Succeeded();
        Assert.Empty((await project.BuildAgainAsync()).Succeeded().Compiled);
        project.Touch("big.onnx.data");
        Assert.Equal(["big.onnx"], (await project.BuildAgainAsync()).Succeeded().Compiled);
        Assert.Empty((await project.BuildAgainAsync()).Succeeded().Compiled);
        // As old as the first: only the list of files tells.
        File.Copy(project.PathOf("samples", "a.npz"), project.PathOf("samples", "b.npz"));
        File.SetLastWriteTimeUtc(project.PathOf("samples", "b.npz"), File.GetLastWriteTimeUtc(project.PathOf("samples", "a.npz")).AddDays(-1));
        Assert.Equal(["big.onnx"], (await project.BuildAgainAsync()).Succeeded().Compiled);
        await File.WriteAllTextAsync(project.PathOf("qcc.json"), """{ "prefer": "size" }""", Cancellation);
        Assert.Equal(["big.onnx"], (await project.BuildAgainAsync()).Succeeded().Compiled);
        Assert.Empty((await project.BuildAgainAsync()).Succeeded().Compiled);
    }

    /// <summary>What is wrong with an item is told at its model, in its words.</summary>
    [Fact, Trait("Category", "Slow")]
    public async Task Wrong_metadata_are_named()
    {
        TestProject project = new TestProject(feed, "metadata").With("digits-mlp", "digits");
        async Task<string> Build(string metadata) => (await project.Items($"""<QccModel Include="digits.onnx" {metadata} />""").BuildAsync()).Output;
        Assert.Contains("digits.onnx : error QCC0111: Kind 'Resource' is none of Content, Embedded", await Build("""Kind="Resource" """), StringComparison.Ordinal);
        Assert.Contains("digits.onnx : warning QCC0110: the metadata 'Calibrat' of the QccModel item means nothing; did you mean 'Calibrate'?", await Build("""Calibrat="digits.npz" """), StringComparison.Ordinal);
        Assert.Contains("digits.onnx : error QCC0101: --max-drop needs percents such as 0.5%, not '0.5'", await Build("""MaxDrop="0.5" """), StringComparison.Ordinal);
        Assert.Contains("error QCC6025: ", await Build("""QccTarget="c-mcu" Calibrate="digits.npz" """), StringComparison.Ordinal);
        Assert.DoesNotContain("QCC01", await Build("""Calibrate="digits.npz" Link="x" Visible="false" Options="--prefer size" """), StringComparison.Ordinal);
    }

    /// <summary>4 bits lose answers of this network, whose layers cannot be floats: no file keeps all.</summary>
    [Fact, Trait("Category", "Slow")]
    public async Task A_goal_of_accuracy_is_kept_or_fails_the_build()
    {
        TestProject project = new TestProject(feed, "goal").With("tiny-mlp", "tiny");
        File.Copy(TestProject.Net("tiny-mlp", "eval.npz"), project.PathOf("eval.npz"));
        string Item(string drop) => $"""<QccModel Include="tiny.onnx" QccTarget="int8-integer" Calibrate="tiny.npz" Eval="eval.npz" MaxDrop="{drop}" Options="--weight-bits 4" />""";
        DotnetRun failed = (await project.Items(Item("0%")).BuildAsync()).Failed();
        Assert.True(failed.Count("tiny.onnx : error QCC5009: top1 drops by ") == 1, failed.Output);
        Assert.DoesNotContain(project.Made, f => f.EndsWith(".onnx", StringComparison.Ordinal));
        Assert.False(File.Exists(project.Output("tiny.int8-integer.onnx")));

        (await project.Items(Item("20%")).BuildAgainAsync()).Succeeded();
        Assert.True(File.Exists(project.Output("tiny.int8-integer.onnx")));
        Assert.Empty((await project.BuildAgainAsync()).Succeeded().Compiled);
        // Other evaluation data are another question.
        project.Touch("eval.npz");
        Assert.Equal(["tiny.onnx"], (await project.BuildAgainAsync()).Succeeded().Compiled);
    }

    /// <summary>The versions that are written in samples and pages are those of the packages.</summary>
    [Fact]
    public void Samples_and_pages_name_this_version()
    {
        string[] files = [.. Directory.EnumerateFiles(Repository.Path("samples"), "*.csproj", SearchOption.AllDirectories), Repository.Path("README.md"), Repository.Path("docs", "msbuild.md")];
        string[] named = [.. files.SelectMany(f => Reference().Matches(File.ReadAllText(f)).Select(m => m.Groups[1].Value))];
        Assert.True(named.Length >= 6, $"{named.Length} references");
        Assert.All(named, v => Assert.Equal(Versions.Qcc, v));
    }

    [System.Text.RegularExpressions.GeneratedRegex("""Include="Qcc(?:\.[A-Za-z]+)?" Version="([0-9.]+)""")]
    private static partial System.Text.RegularExpressions.Regex Reference();

    [Fact, Trait("Category", "Slow")]
    public async Task Models_of_one_name_are_refused()
    {
        TestProject project = new TestProject(feed, "names").With("digits-mlp", "digits");
        Directory.CreateDirectory(project.PathOf("other"));
        File.Copy(project.PathOf("digits.onnx"), project.PathOf("other", "digits.onnx"));
        project.Items("""<QccModel Include="digits.onnx;other/digits.onnx" />""");
        Assert.True((await project.BuildAsync()).Failed().Count("other/digits.onnx : error QCC0107") == 1);
        project.Items("""<QccModel Include="digits.onnx" /><QccModel Include="other/digits.onnx" OutputName="other.onnx" />""");
        (await project.BuildAgainAsync()).Succeeded();
        Assert.True(File.Exists(project.Output("digits.int8-cpu.onnx")) && File.Exists(project.Output("other.onnx")));
    }

    /// <summary>A name is no way out of the folder of outputs, where whatever lies there could be replaced.</summary>
    [Fact, Trait("Category", "Slow")]
    public async Task A_name_with_folders_is_refused()
    {
        TestProject project = new TestProject(feed, "ways").With("digits-mlp", "digits");
        await File.WriteAllTextAsync(project.PathOf("mine.txt"), "mine", Cancellation);
        foreach (string name in new[] { "../../../net.onnx", "sub/net.onnx", project.PathOf("net.onnx"), "..", "options" })
        {
            project.Items($"""<QccModel Include="digits.onnx" OutputName="{name}" />""");
            Assert.Equal(1, (await project.BuildAsync()).Failed().Count("digits.onnx : error QCC0109"));
        }
        Assert.Equal("mine", await File.ReadAllTextAsync(project.PathOf("mine.txt"), Cancellation));
        Assert.False(File.Exists(project.PathOf("net.onnx")));
    }

    /// <summary>What MSBuild would read as an escape or a list.</summary>
    [Fact, Trait("Category", "Slow")]
    public async Task Names_that_look_like_escapes_or_lists_are_names()
    {
        TestProject project = new TestProject(feed, "escapes").With("digits-mlp", "digits");
        File.Move(project.PathOf("digits.onnx"), project.PathOf("a%41;b.onnx"));
        project.Items("""<QccModel Include="a%2541%3bb.onnx" />""");
        (await project.BuildAsync()).Succeeded();
        Assert.True(File.Exists(project.Output("a%41;b.int8-cpu.onnx")));
        Assert.Empty((await project.BuildAgainAsync()).Succeeded().Compiled);
    }
}
