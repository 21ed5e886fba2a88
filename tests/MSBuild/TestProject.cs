using Qcc.Testing;

namespace Qcc.MSBuild.Tests;

/// <summary>A project that uses the package, in a folder of its own.</summary>
sealed class TestProject
{
    readonly string _name;

    public TestProject(LocalFeed feed, string name)
    {
        _name = name;
        Folder = Directory.CreateDirectory(Path.Combine(feed.Root, name)).FullName;
        Version = feed.Version;
    }

    public string Folder { get; }
    public string Version { get; }

    /// <summary>Whether the project is a program; a library builds faster.</summary>
    public bool IsProgram { get; init; }

    public string Framework { get; init; } = "net10.0";

    /// <summary>More properties.</summary>
    public string Properties { get; init; } = "";

    /// <summary>Where models lie for a compile to reproduce; net names are folders of testmodels/nets.</summary>
    public static string Net(string net, string file) => Repository.Path("testmodels", "nets", net, file);

    public string PathOf(params ReadOnlySpan<string> parts) => Path.Combine([Folder, .. parts]);

    /// <summary>Copies a shipped network and its samples: NAME.onnx, NAME.npz.</summary>
    public TestProject With(string net, string name)
    {
        File.Copy(Net(net, "model.onnx"), PathOf($"{name}.onnx"), overwrite: true);
        File.Copy(Net(net, "calib.npz"), PathOf($"{name}.npz"), overwrite: true);
        return this;
    }

    /// <summary>Writes the project file with these items.</summary>
    public TestProject Items(string items)
    {
        string frameworks = Framework.Contains(';', StringComparison.Ordinal) ? $"<TargetFrameworks>{Framework}</TargetFrameworks>" : $"<TargetFramework>{Framework}</TargetFramework>";
        // A program of one platform: without it, the natives of all platforms are copied, 240 MB.
        string program = IsProgram ? "<OutputType>Exe</OutputType><UseCurrentRuntimeIdentifier>true</UseCurrentRuntimeIdentifier><SelfContained>false</SelfContained>" : "";
        File.WriteAllText(PathOf($"{_name}.csproj"), $"""
            <Project Sdk="Microsoft.NET.Sdk">
              <PropertyGroup>
                {frameworks}{program}
                <Nullable>enable</Nullable>
                <AnalysisLevel>latest-recommended</AnalysisLevel>
                {Properties}
              </PropertyGroup>
              <ItemGroup>
                <PackageReference Include="Qcc.MSBuild" Version="{Version}" />
                {items}
              </ItemGroup>
            </Project>
            """);
        return this;
    }

    public TestProject Source(string name, string text)
    {
        File.WriteAllText(PathOf(name), text);
        return this;
    }

    /// <summary>Builds at the verbosity of a terminal.</summary>
    public Task<DotnetRun> BuildAsync(params IEnumerable<string> words) => Dotnet.RunAsync(Folder, ["build", "-v:m", "-nologo", "-nodeReuse:false", .. words]);

    /// <summary>The second and later builds, whose packages have been restored.</summary>
    public Task<DotnetRun> BuildAgainAsync(params IEnumerable<string> words) => BuildAsync(["--no-restore", .. words]);

    /// <summary>Where the output of a configuration lies.</summary>
    public string Output(string file, string configuration = "Debug")
    {
        string folder = PathOf("bin", configuration, Framework);
        return Path.Combine(Directory.Exists(folder) && IsProgram ? Directory.EnumerateDirectories(folder).FirstOrDefault(d => File.Exists(Path.Combine(d, $"{_name}.dll"))) ?? folder : folder, file);
    }

    /// <summary>The files that the package has made.</summary>
    public IReadOnlyList<string> Made => Directory.Exists(PathOf("obj", "qcc")) ? [.. Directory.EnumerateFiles(PathOf("obj", "qcc"), "*", SearchOption.AllDirectories).Select(f => Path.GetFileName(f)).Order(StringComparer.Ordinal)] : [];

    /// <summary>Makes a file newer than everything, however coarse the clock of the file system is.</summary>
    public void Touch(string file) => File.SetLastWriteTimeUtc(PathOf(file), DateTime.UtcNow.AddSeconds(1));
}
