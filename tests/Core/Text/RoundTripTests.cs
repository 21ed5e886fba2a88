using CsCheck;
using Qcc.Core.Diagnostics;
using Qcc.Core.Ir;
using Qcc.Core.Text;

namespace Qcc.Core.Tests.Text;

public sealed class RoundTripTests
{
    [Fact]
    public void AModelIsParsedBackExactly() => RandomModel.Gen.Sample(model =>
    {
        string text = GraphPrinter.Print(model);
        Model parsed = GraphParser.ParseModel(text, WeightsOf(model));
        Assert.Equal(text, GraphPrinter.Print(parsed));
        SameModel.Check(model, parsed);
    }, iter: 2000);

    [Fact]
    public void NumberedTextDoesNotDependOnNames() => RandomModel.Gen.Sample(model =>
    {
        var numbered = new PrintOptions { Names = ValueNames.Numbered, InlineLimit = int.MaxValue };
        string text = GraphPrinter.Print(model, numbered);
        Assert.Equal(text, GraphPrinter.Print(GraphParser.ParseModel(text), numbered));
    }, iter: 2000);

    /// <summary>Whatever is broken in a text, the answer is a diagnostic.</summary>
    [Fact]
    public void ADamagedTextIsRefusedByADiagnostic() => Gen.Select(RandomModel.Gen, Gen.Int, Gen.Char[" \"%@_{}[](),.:=-#x\\\0é"]).Sample((model, at, character) =>
    {
        string text = GraphPrinter.Print(model, new PrintOptions { InlineLimit = int.MaxValue });
        int position = (int)((uint)at % text.Length);
        string damaged = at % 2 == 0 ? text[..position] : text[..position] + character + text[(position + 1)..];
        try
        {
            GraphParser.ParseModel(damaged);
        }
        catch (DiagnosticException e)
        {
            Assert.StartsWith("QCC19", e.Diagnostic.Code, StringComparison.Ordinal);
        }
    }, iter: 3000);

    static ParseOptions WeightsOf(Model model)
    {
        IEnumerable<Graph> graphs = model.Functions.Select(f => f.Body).Append(model.Graph).SelectMany(g => g.WithSubgraphs());
        Dictionary<(TensorType, string), Tensor> weights = [];
        foreach (Graph graph in graphs)
        {
            IEnumerable<Tensor> attributes = graph.Nodes.SelectMany(n => n.Attributes).Select(a => a.Value).OfType<TensorAttribute>().Select(a => a.Value);
            foreach (Tensor tensor in graph.Initializers.Select(i => i.Initializer!).Concat(attributes))
            {
                weights[(tensor.Type, TensorHash.Of(tensor))] = tensor;
            }
        }
        return new() { Weights = (type, hash) => weights.GetValueOrDefault((type, hash)) };
    }
}
