using Qcc.Core.Ir;
using static Qcc.Core.Ops.AttributeKind;

namespace Qcc.Core.Ops;

/// <summary>Strings and images.</summary>
public static class TextOperators
{
    public static readonly Operator StringNormalizer = new("StringNormalizer")
    {
        Versions = [10],
        Summary = "Changes case and drops stop words.",
        Inputs = [new("X")],
        Outputs = [new("Y")],
        Attributes = [new("case_change_action", Utf8), new("is_case_sensitive", Int), new("locale", Utf8), new("stopwords", Utf8s)],
    };

    public static readonly Operator StringConcat = new("StringConcat")
    {
        Versions = [20],
        Summary = "Strings behind one another.",
        Inputs = [new("X"), new("Y")],
        Outputs = [new("Z")],
        Shapes = Shape.Broadcast,
    };

    public static readonly Operator StringSplit = new("StringSplit")
    {
        Versions = [20],
        Summary = "Strings cut at a delimiter.",
        Inputs = [new("X")],
        Outputs = [new("Y"), new("Z")],
        Attributes = [new("delimiter", Utf8), new("maxsplit", Int)],
    };

    public static readonly Operator RegexFullMatch = new("RegexFullMatch")
    {
        Versions = [20],
        Summary = "Whether a regular expression matches.",
        Inputs = [new("X")],
        Outputs = [new("Y")],
        Attributes = [new("pattern", Utf8)],
        Shapes = Shape.OfElement(ElementType.Bool),
    };

    public static readonly Operator TfIdfVectorizer = new("TfIdfVectorizer")
    {
        Versions = [9],
        Summary = "Counts of n-grams.",
        Inputs = [new("X")],
        Outputs = [new("Y")],
        Attributes =
        [
            new("max_gram_length", Int, Required: true), new("max_skip_count", Int, Required: true),
            new("min_gram_length", Int, Required: true), new("mode", Utf8, Required: true),
            new("ngram_counts", Ints, Required: true), new("ngram_indexes", Ints, Required: true), new("pool_int64s", Ints),
            new("pool_strings", Utf8s), new("weights", Floats),
        ],
    };

    public static readonly Operator ImageDecoder = new("ImageDecoder")
    {
        Versions = [20],
        Summary = "Decodes a picture.",
        Inputs = [new("encoded_stream")],
        Outputs = [new("image")],
        Attributes = [new("pixel_format", Utf8)],
    };

    /// <summary>The entries of this file.</summary>
    public static IReadOnlyList<Operator> All { get; } =
    [
        StringNormalizer, StringConcat, StringSplit, RegexFullMatch, TfIdfVectorizer, ImageDecoder,
    ];
}
