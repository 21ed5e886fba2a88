using Qcc.Core.Ir;

namespace Qcc.Core.Text;

/// <summary>Reads what <see cref="GraphPrinter"/> writes, and what people write by hand in the same notation.</summary>
public static class GraphParser
{
    /// <summary>One graph.</summary>
    /// <exception cref="Diagnostics.DiagnosticException">The text is wrong (QCC1901), shows weights by an unknown hash (QCC1902) or is nested too deep (QCC1903).</exception>
    public static Graph ParseGraph(string text, ParseOptions? options = null)
    {
        var cursor = new TextCursor(text, options ?? new ParseOptions());
        Graph graph = new GraphReader(cursor, new NameScope()).ReadWhole();
        ExpectEnd(cursor);
        return graph;
    }

    /// <summary>A model.</summary>
    /// <inheritdoc cref="ParseGraph" path="/exception"/>
    public static Model ParseModel(string text, ParseOptions? options = null)
    {
        var cursor = new TextCursor(text, options ?? new ParseOptions());
        Model model = ReadModel(cursor);
        ExpectEnd(cursor);
        return model;
    }

    static Model ReadModel(TextCursor cursor)
    {
        cursor.ExpectWord("model");
        cursor.ExpectWord("ir");
        cursor.Expect("=");
        long version = cursor.Integer();
        List<OpsetImport> opsets = [];
        while (cursor.PeekWord() == "opset")
        {
            cursor.ExpectWord("opset");
            string domain = cursor.Quoted();
            cursor.Expect("=");
            opsets.Add(new OpsetImport(domain, cursor.Integer()));
        }
        cursor.Expect("{");
        List<KeyValuePair<string, string>> metadata = ReadMetadata(cursor);
        var names = new NameScope();
        List<Function> functions = ReadFunctions(cursor, names);
        var model = new Model(new GraphReader(cursor, names).ReadWhole()) { IrVersion = version };
        cursor.Expect("}");
        model.Opsets.AddRange(opsets);
        model.Metadata.AddRange(metadata);
        model.Functions.AddRange(functions);
        return model;
    }

    static List<KeyValuePair<string, string>> ReadMetadata(TextCursor cursor)
    {
        List<KeyValuePair<string, string>> metadata = [];
        while (cursor.PeekWord() == "meta")
        {
            cursor.ExpectWord("meta");
            string key = cursor.Quoted();
            cursor.Expect("=");
            metadata.Add(new(key, cursor.Quoted()));
        }
        return metadata;
    }

    static List<Function> ReadFunctions(TextCursor cursor, NameScope names)
    {
        List<Function> functions = [];
        while (cursor.PeekWord() == "function")
        {
            cursor.ExpectWord("function");
            string domain = cursor.Quoted();
            string name = cursor.Quoted(), overload = cursor.Peek() == '"' ? cursor.Quoted() : "";
            cursor.Expect("=");
            functions.Add(new Function(domain, name, new GraphReader(cursor, names).ReadWhole()) { Overload = overload });
        }
        return functions;
    }

    static void ExpectEnd(TextCursor cursor)
    {
        if (cursor.Peek() != '\0')
        {
            throw cursor.Error("expected the end of the text");
        }
    }
}
