using System.Globalization;
using Qcc.Core.Diagnostics;
using Qcc.Core.Ir;

namespace Qcc.Core.Text;

/// <summary>Reads the attributes of a node.</summary>
/// <param name="cursor">Stands behind the opening brace.</param>
/// <param name="readGraph">Reads a subgraph at a depth.</param>
sealed class AttributeReader(TextCursor cursor, Func<Graph?, int, Graph> readGraph)
{
    /// <summary>name=value, ... up to the closing brace.</summary>
    public void ReadInto(Node node, int depth)
    {
        foreach ((string name, AttributeValue value, int position) in cursor.ListUntil("}", () => ReadOne(node, depth)))
        {
            if (node.Attribute(name) is not null)
            {
                throw cursor.ErrorAt(position, $"attribute {Escape.ForTerminal(name)} is given twice");
            }
            node.Set(name, value);
        }
    }

    (string Name, AttributeValue Value, int Position) ReadOne(Node node, int depth)
    {
        cursor.Peek();
        int position = cursor.Position;
        string name = cursor.Name("an attribute's name");
        cursor.Expect("=");
        return (name, ReadValue(node, depth), position);
    }

    AttributeValue ReadValue(Node node, int depth)
    {
        switch (cursor.Peek())
        {
            case '"':
                return new StringAttribute(cursor.QuotedBytes());
            case '[':
                cursor.Expect("[");
                return ReadList(node, depth);
            case '$':
                cursor.Expect("$");
                return new ReferenceAttribute(cursor.Name("an attribute's name"));
            case '-' or (>= '0' and <= '9'):
                return ReadNumber();
        }
        string word = cursor.PeekWord();
        switch (word)
        {
            case "b":
                return new StringAttribute(cursor.QuotedBytes());
            case "graph":
                return new GraphAttribute(readGraph(node.Graph, depth));
            case "carried":
                cursor.ExpectWord(word);
                return new CarriedAttribute(cursor.Quoted());
            case "ints" or "floats" or "strings" or "graphs":
                return ReadEmpty(word);
            default:
                return Notation.IsElement(word) ? new TensorAttribute(TensorParser.Tensor(cursor)) : ReadNumber();
        }
    }

    AttributeValue ReadEmpty(string kind)
    {
        cursor.ExpectWord(kind);
        cursor.Expect("[");
        cursor.Expect("]");
        return kind switch
        {
            "ints" => new IntsAttribute([]),
            "floats" => new FloatsAttribute([]),
            "strings" => new StringsAttribute([]),
            _ => new GraphsAttribute([]),
        };
    }

    /// <summary>The first element tells what the list holds.</summary>
    AttributeValue ReadList(Node node, int depth)
    {
        char first = cursor.Peek();
        if (first == ']')
        {
            throw cursor.Error("an empty list says of what it is: ints[], floats[], strings[] or graphs[]");
        }
        if (first == '"' || cursor.PeekWord() == "b")
        {
            return new StringsAttribute(cursor.ListUntil("]", () => new ReadOnlyMemory<byte>(cursor.QuotedBytes())));
        }
        if (cursor.PeekWord() == "graph")
        {
            return new GraphsAttribute(cursor.ListUntil("]", () => readGraph(node.Graph, depth)));
        }
        int start = cursor.Position;
        List<AttributeValue> numbers = cursor.ListUntil("]", ReadNumber);
        return numbers.All(n => n is IntAttribute) ? new IntsAttribute([.. numbers.Cast<IntAttribute>().Select(n => n.Value)])
            : numbers.All(n => n is FloatAttribute) ? new FloatsAttribute([.. numbers.Cast<FloatAttribute>().Select(n => n.Value)])
            : throw cursor.ErrorAt(start, "a list holds integers (1) or floats (1.0), not both");
    }

    /// <summary>An integer, or with a point, an exponent or a word a float.</summary>
    AttributeValue ReadNumber()
    {
        cursor.Peek();
        int start = cursor.Position;
        string number = cursor.Number();
        if (long.TryParse(number, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out long integer))
        {
            return new IntAttribute(integer);
        }
        return ElementText.ParseFloat(number) is { } value
            ? new FloatAttribute(value)
            : throw cursor.ErrorAt(start, $"'{Escape.ForTerminal(number)}' is no number");
    }
}
