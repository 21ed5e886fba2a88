using System.Text.RegularExpressions;
using Qcc.Core.Diagnostics;
using Qcc.Core.Ir;
using Qcc.Testing;
using Qcc.Wrapper;

namespace Qcc.Compiler.Tests;

/// <summary>Classes of C# that run a model: names, sizes, refusals. That they compile and run, tests/MSBuild shows.</summary>
public sealed partial class WrapperTests
{
    static Graph Of(params IEnumerable<(string Name, Core.Ir.ValueType Type)> inputs)
    {
        var graph = new Graph("g", new NameScope());
        foreach ((string name, Core.Ir.ValueType type) in inputs)
        {
            graph.AddOutput(graph.AddInput(name, type));
        }
        return graph;
    }

    static string Write(Graph graph) => CSharpWrapper.Write(graph, "Demo.Net", "net.onnx", new Place("net.onnx"));

    [Fact]
    public void Sizes_are_constants_or_parameters()
    {
        string text = Write(Of(("x", TensorType.Of(ElementType.F32, 1, 3, 8)), ("ids", new TensorType(ElementType.S64, [Dim.Of("batch"), Dim.Of("batch"), 4])), ("any", new TensorType(ElementType.Bool, [Dim.Unknown]))));
        Assert.Contains("Shape => [1, 3, 8];", text, StringComparison.Ordinal);
        Assert.Contains("public const int Length = 24;", text, StringComparison.Ordinal);
        Assert.Contains("Shape => [-1, -1, 4];", text, StringComparison.Ordinal);
        Assert.Contains("public static int LengthFor(int batch) => checked(batch * batch * 4);", text, StringComparison.Ordinal);
        Assert.Contains("void Run(int batch, int anySize0, global::System.ReadOnlySpan<float> x, global::System.ReadOnlySpan<long> ids, global::System.ReadOnlySpan<bool> any,", text, StringComparison.Ordinal);
    }

    [Fact]
    public void Names_of_a_model_are_identifiers_of_ASCII_and_no_two_are_the_same()
    {
        string[] hostile = HostileNames.All;
        string text = Write(Of(hostile.Select(n => (n, (Core.Ir.ValueType)TensorType.Of(ElementType.F32, 2)))));
        Assert.DoesNotContain(text, c => c is not '\n' && c is < ' ' or > '~');
        string[] members = [.. Member().Matches(text).Select(m => m.Groups[1].Value)];
        // An output is its input here, and has a class of its own.
        Assert.Equal(2 * hostile.Length, members.Length);
        Assert.Equal(members.Length, members.Distinct(StringComparer.Ordinal).Count());
        Assert.All(members, m => Assert.True(CSharpWrapper.IsName(m), m));
    }

    [Theory]
    [InlineData("Demo.Kws", true)]
    [InlineData("Kws", true)]
    [InlineData("_a.b2", true)]
    [InlineData("Run.Demo", true)]
    [InlineData("Demo.Run", false)]
    [InlineData("Session", false)]
    [InlineData("Demo..Kws", false)]
    [InlineData("Demo.class", false)]
    [InlineData("2x", false)]
    [InlineData("", false)]
    [InlineData("A{}//", false)]
    [InlineData("Größe", false)]
    public void Only_identifiers_name_a_class(string name, bool expected) => Assert.Equal(expected, CSharpWrapper.IsName(name));

    [Fact]
    public void What_has_no_type_in_C_sharp_is_refused()
    {
        foreach (Core.Ir.ValueType type in new Core.Ir.ValueType[] { new CarriedType("sequence(tensor(f32))"), TensorType.Of(ElementType.BF16, 2) })
        {
            Assert.Equal("QCC4011", Assert.Throws<DiagnosticException>(() => Write(Of(("x", type)))).Diagnostic.Code);
        }
    }

    [GeneratedRegex(@"public static class (\w+)")]
    private static partial Regex Member();
}
