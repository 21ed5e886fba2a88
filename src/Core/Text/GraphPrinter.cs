using System.Globalization;
using Qcc.Core.Ir;

namespace Qcc.Core.Text;

/// <summary>Writes graphs and models as text that people read and compare and that <see cref="GraphParser"/> reads back exactly.</summary>
public static class GraphPrinter
{
    /// <summary>How deep subgraphs may be nested; real models stay below ten.</summary>
    public const int MaxDepth = 64;

    /// <summary>The text of a graph and its subgraphs.</summary>
    /// <exception cref="Diagnostics.DiagnosticException">Subgraphs are nested too deep (QCC1903).</exception>
    public static string Print(Graph graph, PrintOptions? options = null)
    {
        using StringWriter text = NewText();
        Write(text, graph, options);
        return text.ToString();
    }

    /// <summary>The text of a model: IR version, opsets, metadata, functions and the main graph.</summary>
    /// <inheritdoc cref="Print(Graph, PrintOptions?)" path="/exception"/>
    public static string Print(Model model, PrintOptions? options = null)
    {
        using StringWriter text = NewText();
        Write(text, model, options);
        return text.ToString();
    }

    /// <inheritdoc cref="Print(Graph, PrintOptions?)"/>
    public static void Write(TextWriter text, Graph graph, PrintOptions? options = null)
    {
        options ??= new PrintOptions();
        new GraphWriter(text, options, ValueNaming.Of(graph, options)).Write(graph, depth: 0);
        text.Write('\n');
    }

    /// <inheritdoc cref="Print(Model, PrintOptions?)"/>
    public static void Write(TextWriter text, Model model, PrintOptions? options = null)
    {
        options ??= new PrintOptions();
        text.Write(string.Create(CultureInfo.InvariantCulture, $"model ir={model.IrVersion}"));
        foreach (OpsetImport opset in model.Opsets)
        {
            text.Write(string.Create(CultureInfo.InvariantCulture, $" opset {Notation.Quote(opset.Domain)}={opset.Version}"));
        }
        text.Write(" {\n");
        foreach ((string key, string value) in model.Metadata)
        {
            text.Write($"meta {Notation.Quote(key)} = {Notation.Quote(value)}\n");
        }
        foreach (Function function in model.Functions)
        {
            string overload = function.Overload.Length > 0 ? $" {Notation.Quote(function.Overload)}" : "";
            text.Write($"function {Notation.Quote(function.Domain)} {Notation.Quote(function.Name)}{overload} = ");
            Write(text, function.Body, options);
        }
        Write(text, model.Graph, options);
        text.Write("}\n");
    }

    static StringWriter NewText() => new(CultureInfo.InvariantCulture) { NewLine = "\n" };
}
