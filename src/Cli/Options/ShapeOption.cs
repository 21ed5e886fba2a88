using System.CommandLine;
using System.CommandLine.Parsing;
using System.Globalization;

namespace Qcc.Cli.Options;

/// <summary><c>--shape NAME=1,3,224,224</c>, once for each input.</summary>
static class ShapeOption
{
    public static Option<IReadOnlyDictionary<string, IReadOnlyList<long>>> Create() => new("--shape")
    {
        Description = "Sizes of an input, where the model leaves them open; once for each input",
        HelpName = "NAME=1,3,224,224",
        Arity = ArgumentArity.OneOrMore,
        CustomParser = Parse,
        DefaultValueFactory = _ => new Dictionary<string, IReadOnlyList<long>>(),
    };

    static Dictionary<string, IReadOnlyList<long>> Parse(ArgumentResult result)
    {
        var shapes = new Dictionary<string, IReadOnlyList<long>>();
        foreach (Token token in result.Tokens)
        {
            int split = token.Value.LastIndexOf('=');
            if (split <= 0 || Sizes(token.Value[(split + 1)..]) is not { } sizes)
            {
                result.AddError($"--shape needs NAME=SIZES with positive sizes, such as input=1,3,224,224, not '{token.Value}'");
            }
            else if (!shapes.TryAdd(token.Value[..split], sizes))
            {
                result.AddError($"--shape is given twice for input '{token.Value[..split]}'");
            }
        }
        return shapes;
    }

    static long[]? Sizes(string text)
    {
        string[] words = text.Split(text.Contains(',', StringComparison.Ordinal) ? ',' : 'x');
        var sizes = new long[words.Length];
        for (int i = 0; i < words.Length; i++)
        {
            if (!long.TryParse(words[i], NumberStyles.None, CultureInfo.InvariantCulture, out sizes[i]) || sizes[i] <= 0)
            {
                return null;
            }
        }
        return sizes;
    }
}
