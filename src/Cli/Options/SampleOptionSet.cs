using System.CommandLine;
using System.CommandLine.Parsing;
using System.Globalization;
using Qcc.Data;

namespace Qcc.Cli.Options;

/// <summary>Options that say how files become samples; for verbs that read data.</summary>
sealed class SampleOptionSet
{
    readonly Option<float?> _scale = new("--image-scale", "--scale") { Description = "Stored integers (pixels) become (v*SCALE - MEAN)/STD; pictures default to 1/255", HelpName = "SCALE", CustomParser = ParseScale };
    readonly Option<float[]> _mean = Numbers("--image-mean", "--mean", "MEAN: one number, or one per channel in the order of the model", "0.485,0.456,0.406");
    readonly Option<float[]> _std = Numbers("--image-std", "--std", "STD: one number, or one per channel; none is 0", "0.229,0.224,0.225");
    readonly Option<ChannelLayout> _layout = Choice.Option<ChannelLayout>("--image-layout", "Where the model has the channels; automatic: NCHW unless only the last dimension can be channels", "--layout");
    readonly Option<bool> _skipBad = new("--skip-bad-samples") { Description = "Leave out samples that cannot be read or hold NaN, and say how many, instead of stopping" };

    public void AddTo(Command command)
    {
        foreach (Option option in new Option[] { _scale, _mean, _std, _layout, _skipBad })
        {
            command.Add(option);
        }
    }

    public SampleOptions Read(ParseResult line) => new()
    {
        Preprocessing = Preprocessing(line),
        Layout = line.GetValue(_layout),
        BadSamples = line.GetValue(_skipBad) ? BadSamples.Skip : BadSamples.Refuse,
    };

    /// <summary>Null unless one of the three numbers is given: then integer arrays for float inputs are refused.</summary>
    Preprocessing? Preprocessing(ParseResult line)
    {
        float? scale = line.GetValue(_scale);
        float[]? mean = Given(line, _mean), std = Given(line, _std);
        return scale is null && mean is null && std is null ? null : new Preprocessing(scale ?? 1 / 255f, mean ?? [0], std ?? [1]);
    }

    /// <summary>The numbers, or null where the option is not on the line.</summary>
    static float[]? Given(ParseResult line, Option<float[]> option) => line.GetValue(option) is { Length: > 0 } numbers ? numbers : null;

    static Option<float[]> Numbers(string name, string alias, string description, string example) => new(name, alias)
    {
        Description = $"{description}, such as {example}",
        HelpName = "A,B,C",
        CustomParser = result => ParseNumbers(name, result),
    };

    static float[]? ParseNumbers(string name, ArgumentResult result)
    {
        string[] words = [.. result.Tokens.SelectMany(t => t.Value.Split(','))];
        var numbers = new float[words.Length];
        for (int i = 0; i < words.Length; i++)
        {
            if (!TryNumber(words[i], out numbers[i]) || (name == "--image-std" && numbers[i] == 0))
            {
                result.AddError($"{name} needs {(name == "--image-std" ? "numbers other than 0" : "numbers")} with commas between them, not '{words[i]}'");
                return null;
            }
        }
        return numbers;
    }

    /// <summary>A number, or a fraction such as 1/255.</summary>
    static float? ParseScale(ArgumentResult result)
    {
        string[] parts = result.Tokens[0].Value.Split('/');
        if (parts.Length <= 2 && TryNumber(parts[0], out float scale) && scale > 0)
        {
            if (parts.Length == 1)
            {
                return scale;
            }
            if (TryNumber(parts[1], out float divisor) && divisor > 0)
            {
                return scale / divisor;
            }
        }
        result.AddError($"--image-scale needs a positive number or fraction such as 1/255, not '{result.Tokens[0].Value}'");
        return null;
    }

    static bool TryNumber(string word, out float number) =>
        float.TryParse(word, NumberStyles.Float, CultureInfo.InvariantCulture, out number) && float.IsFinite(number);
}
