using System.Reflection;
using PublicApiGenerator;
using Qcc.Core.Ir;
using Qcc.Testing;

namespace Qcc.Compiler.Tests.Api;

/// <summary>What callers can see of the library and of what its types are made of; a change shows in the committed text (<c>./test --accept Api</c>).</summary>
public sealed class ApiTests
{
    public static TheoryData<string> Assemblies() => [.. new[] { typeof(CompileOptions), typeof(Graph) }.Select(t => t.Assembly.GetName().Name!)];

    [Theory, MemberData(nameof(Assemblies))]
    public void The_public_surface_is_the_committed_one(string name)
    {
        string api = Assembly.Load(name).GeneratePublicApi(new ApiGeneratorOptions { IncludeAssemblyAttributes = false }).ReplaceLineEndings("\n");
        string file = Repository.Path("tests", "Compiler", "Api", $"{name}.txt");
        if (Environment.GetEnvironmentVariable("QCC_ACCEPT") == "1")
        {
            File.WriteAllText(file, api);
        }
        Assert.True(File.Exists(file), $"{file} is missing; './test --accept' writes it");
        Assert.Equal(File.ReadAllText(file), api);
    }
}
