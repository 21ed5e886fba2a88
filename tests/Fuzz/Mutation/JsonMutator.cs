using System.Text;
using System.Text.Json.Nodes;

namespace Qcc.Fuzz.Mutation;

/// <summary>Changes JSON: values, keys, order, nesting, and now and then its bytes.</summary>
static class JsonMutator
{
    public static byte[] Mutate(Random random, byte[] json)
    {
        if (random.Next(5) == 0)
        {
            return Values.Damage(random, json);
        }
        JsonNode root = JsonNode.Parse(json)!;
        for (int changes = random.Next(1, 4); changes > 0; changes--)
        {
            Change(random, root);
        }
        string text = root.ToJsonString();
        if (random.Next(10) == 0)
        {
            // Deeper than readers go.
            text = $"{string.Concat(Enumerable.Repeat("[", 1 << random.Next(1, 16)))}{text}";
        }
        return Encoding.UTF8.GetBytes(text);
    }

    static void Change(Random random, JsonNode root)
    {
        JsonNode[] inner = [.. All(root).Where(n => n is JsonObject { Count: > 0 } or JsonArray { Count: > 0 })];
        switch (Values.Of(random, inner))
        {
            case JsonObject o:
                string key = Values.Of(random, [.. o.Select(p => p.Key)]);
                switch (random.Next(5))
                {
                    case 0: o.Remove(key); break;
                    case 1: o[Values.Text(random)] = o[key]?.DeepClone(); break;
                    case 2: o[key] = Values.Of(random, [.. All(root)])?.DeepClone(); break;
                    default: o[key] = Value(random); break;
                }
                break;
            case JsonArray a:
                int at = random.Next(a.Count);
                switch (random.Next(4))
                {
                    case 0: a.RemoveAt(at); break;
                    case 1: a.Insert(at, a[at]?.DeepClone()); break;
                    default: a[at] = Value(random); break;
                }
                break;
            default:
                break;
        }
    }

    static JsonNode? Value(Random random) => random.Next(7) switch
    {
        0 => null,
        1 => random.Next(2) == 0,
        2 => Values.Text(random),
        3 => new JsonArray(1, "x"),
        4 => new JsonObject { ["x"] = 1 },
        5 => random.NextDouble() * Math.Pow(10, random.Next(-320, 308)),
        _ => Values.Number(random),
    };

    static IEnumerable<JsonNode> All(JsonNode node)
    {
        IEnumerable<JsonNode?> children = node switch { JsonObject o => o.Select(p => p.Value), JsonArray a => a, _ => [] };
        return children.OfType<JsonNode>().SelectMany(All).Prepend(node);
    }
}
