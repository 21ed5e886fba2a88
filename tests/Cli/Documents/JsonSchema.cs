using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Qcc.Cli.Tests.Documents;

/// <summary>Validates against the part of JSON Schema that docs/schema uses: type, properties, required, additionalProperties, items, anyOf, enum, $ref.</summary>
static class JsonSchema
{
    public static IEnumerable<string> Violations(JsonNode? node, JsonNode schema, string at)
    {
        if (schema is not JsonObject rules)
        {
            return [];
        }
        if (rules["$ref"] is { } reference)
        {
            return Violations(node, Target(rules.Root, reference.GetValue<string>()), at);
        }
        if (rules["anyOf"] is JsonArray choices)
        {
            return choices.Any(c => !Violations(node, c!, at).Any()) ? [] : [$"{at} fits none of the alternatives"];
        }
        if (rules["enum"] is JsonArray allowed && !allowed.Any(a => JsonNode.DeepEquals(a, node)))
        {
            return [$"{at}: {node?.ToJsonString()} is not allowed"];
        }
        if (rules["type"] is { } type && Types(type) is var types && !types.Any(t => Is(node, t)))
        {
            return [$"{at}: {node?.ToJsonString() ?? "null"} is no {string.Join(" or ", types)}"];
        }
        return node switch
        {
            JsonObject o => OfObject(o, rules, at),
            JsonArray a when rules["items"] is { } items => a.SelectMany((n, i) => Violations(n, items, $"{at}[{i}]")),
            _ => [],
        };
    }

    static IEnumerable<string> OfObject(JsonObject node, JsonObject rules, string at)
    {
        JsonObject? properties = rules["properties"]?.AsObject();
        foreach (JsonNode? name in rules["required"]?.AsArray() ?? [])
        {
            if (!node.ContainsKey(name!.GetValue<string>()))
            {
                yield return $"{at}.{name} is missing";
            }
        }
        foreach ((string name, JsonNode? value) in node)
        {
            JsonNode? rule = properties?[name] ?? rules["additionalProperties"];
            if (rule is null)
            {
                yield return $"{at}.{name} is not in the schema";
                continue;
            }
            foreach (string violation in Violations(value, rule, $"{at}.{name}"))
            {
                yield return violation;
            }
        }
    }

    /// <summary>The schema at a pointer such as <c>#/properties/inputs/items</c>.</summary>
    static JsonNode Target(JsonNode root, string pointer) =>
        pointer.Split('/').Skip(1).Aggregate(root, (at, step) => (at is JsonArray list ? list[int.Parse(step, CultureInfo.InvariantCulture)] : at[step])!);

    static string[] Types(JsonNode type) => type is JsonArray many ? [.. many.Select(t => t!.GetValue<string>())] : [type.GetValue<string>()];

    static bool Is(JsonNode? node, string type) => (type, node?.GetValueKind()) switch
    {
        ("null", null) => true,
        ("object", JsonValueKind.Object) or ("array", JsonValueKind.Array) or ("string", JsonValueKind.String) or ("number", JsonValueKind.Number) => true,
        ("boolean", JsonValueKind.True or JsonValueKind.False) => true,
        ("integer", JsonValueKind.Number) => node!.AsValue().TryGetValue(out long _),
        _ => false,
    };
}
