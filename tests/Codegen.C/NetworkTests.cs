using Qcc.Core.Ir;

namespace Qcc.Codegen.C.Tests;

/// <summary>Whole networks with every compiler of this machine, every layer bit for bit; a compiler that is missing is a visible skip.</summary>
public sealed class NetworkTests
{
    const int Samples = 4;

    public static TheoryData<string, int> Matrix() =>
    [
        .. Networks.All.Keys.SelectMany(n => Enumerable.Range(0, Toolchain.All.Length).Where(t => n == "Residual" || t is 1 or 5 or 8 or 9), (n, t) => (n, t)),
    ];

    [Theory, MemberData(nameof(Matrix))]
    public void EveryCompilerGivesTheEvaluatorsIntegers(string name, int toolchain)
    {
        TestGraph graph = Build(name);
        CProject project = CProject.Emit(graph.Model, Options(graph));
        Toolchain.All[toolchain].Check(project, "model", Samples * (graph.Graph.Outputs.Count + OperatorTests.LayersOf(project)));
    }

    [Fact]
    public void TheSameGraphGivesTheSameBytes()
    {
        TestGraph graph = Build("Dense"), again = Build("Dense");
        Assert.Equal(CProject.Emit(graph.Model, Options(graph)).Files, CProject.Emit(again.Model, Options(again)).Files);
    }

    [Fact]
    public void MakeBuildsTheLibraryAndRunsTheTest()
    {
        Toolchain.SkipWithout("make");
        Toolchain.SkipWithout("gcc");
        TestGraph graph = Build("Separable");
        string folder = Directory.CreateTempSubdirectory("qcc-c-").FullName;
        try
        {
            Toolchain.Write(CProject.Emit(graph.Model, Options(graph)), folder);
            Toolchain.Run(folder, "make CC=gcc");
            Assert.True(File.Exists(Path.Combine(folder, "libmodel.a")));
            Assert.Contains("4 tensors compared, 0 mismatches", Toolchain.Run(folder, "make CC=gcc test"), StringComparison.Ordinal);
            Assert.Contains("same", Toolchain.Run(folder, "make CC=gcc trace"), StringComparison.Ordinal);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    [Fact]
    public void SamplesOfAFileAreComparedToo()
    {
        Toolchain.SkipWithout("gcc");
        TestGraph graph = Build("Perceptron");
        string folder = Directory.CreateTempSubdirectory("qcc-c-").FullName;
        try
        {
            Toolchain.Write(CProject.Emit(graph.Model, new CProjectOptions("model")), folder);
            long tensors;
            using (FileStream file = File.Create(Path.Combine(folder, "samples.bin")))
            {
                tensors = CProject.Record(graph.Model, new CProjectOptions("model"), graph.Samples(25), file);
            }
            string sources = "model.c model_weights.c qcc_kernels.c test.c test_vectors.c";
            Toolchain.Run(folder, $"gcc -std=c99 -O1 -DQCC_TRACE {sources} -o program");
            Assert.EndsWith($"{tensors + tensors / 25} tensors compared, 0 mismatches\n", Toolchain.Run(folder, "./program --trace --file samples.bin"), StringComparison.Ordinal);
            // One wrong byte, of the last layer's hash, is one mismatch.
            byte[] bytes = File.ReadAllBytes(Path.Combine(folder, "samples.bin"));
            bytes[^1] ^= 1;
            File.WriteAllBytes(Path.Combine(folder, "samples.bin"), bytes);
            var failure = Assert.ThrowsAny<Xunit.Sdk.XunitException>(() => Toolchain.Run(folder, "./program --trace --file samples.bin"));
            Assert.Contains("./program --trace --file samples.bin: 1", failure.Message, StringComparison.Ordinal);
            // A file that ends inside of a sample, or holds none, is no agreement.
            foreach (int length in new[] { bytes.Length - 1, 1, 0 })
            {
                File.WriteAllBytes(Path.Combine(folder, "samples.bin"), bytes[..length]);
                Assert.ThrowsAny<Xunit.Sdk.XunitException>(() => Toolchain.Run(folder, "./program --file samples.bin"));
            }
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    [Theory]
    [InlineData("Residual", 6144)] // conv -> conv with the block's input: three images of 2048 bytes
    [InlineData("Dense", 2816)]
    public void TheArenaIsAsSmallAsTheValuesThatLiveAtOneTime(string name, long most)
    {
        TestGraph graph = Build(name);
        CProject project = CProject.Emit(graph.Model, Options(graph));
        Assert.InRange(project.Memory.ArenaBytes, project.Memory.LiveBytes, most);
    }

    [Fact]
    public void SumsAreNeverStored()
    {
        TestGraph graph = Build("Residual");
        Assert.DoesNotContain("int32_t *y", CProject.Emit(graph.Model, Options(graph)).Files["model.c"], StringComparison.Ordinal);
    }

    static TestGraph Build(string name)
    {
        var graph = new TestGraph(7);
        Networks.All[name](graph);
        return graph;
    }

    static CProjectOptions Options(TestGraph graph) => new("model") { Samples = graph.Samples(Samples) };
}
