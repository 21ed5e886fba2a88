using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Qcc.Core.Ir;
using Qcc.Data;

namespace Qcc;

/// <summary>
/// What a file says of where it comes from, beside its version and target: the model, by its hash, and the options, by theirs. With the plan and these
/// options the file can be made again, byte by byte.
/// </summary>
static class Provenance
{
    /// <summary>Key of the SHA-256 of the model file.</summary>
    public const string InputKey = "qcc.input_sha256";

    /// <summary>Key of the SHA-256 of <see cref="Text"/>.</summary>
    public const string OptionsKey = "qcc.options_sha256";

    /// <summary>Writes both into a model.</summary>
    public static void Write(Model model, string input, string options)
    {
        model.Metadata.RemoveAll(m => m.Key is InputKey or OptionsKey);
        model.Metadata.Add(new(InputKey, input));
        model.Metadata.Add(new(OptionsKey, options));
    }

    /// <summary>SHA-256 of <see cref="Text"/>, lower-case hexadecimal.</summary>
    public static string HashOf(CompileOptions options) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(Text(options))));

    /// <summary>
    /// The options that decide what is written, a line each. Files of samples, labels, statistics and plans are not among them: they are inputs. Nor are those that
    /// only change how the work is done.
    /// </summary>
    public static string Text(CompileOptions options)
    {
        SampleOptions samples = options.Samples;
        return string.Join('\n',
        [
            $"{nameof(options.Target)}={options.Target}",
            $"{nameof(options.Samples)}={samples.Layout} {samples.BadSamples} {Numbers(samples.Preprocessing)} {samples.Pictures}",
            $"{nameof(options.Observer)}={options.Observer}",
            $"{nameof(options.Preference)}={options.Preference}",
            $"{nameof(options.Auto)}={options.Auto}",
            $"{nameof(options.Budget)}={options.Budget}",
            string.Create(CultureInfo.InvariantCulture, $"{nameof(options.MaxDrop)}={options.MaxDrop}"),
            $"{nameof(options.Evaluation.Metric)}={options.Evaluation?.Metric}",
            $"{nameof(options.BestEffort)}={options.BestEffort}",
            $"{nameof(options.TimeLimit)}={options.TimeLimit}",
            $"{nameof(options.Form)}={options.Form}",
            $"{nameof(options.Isa)}={options.Isa}",
            string.Create(CultureInfo.InvariantCulture, $"{nameof(options.BlockSize)}={options.BlockSize}"),
            $"{nameof(options.ZeroPoints)}={options.ZeroPoints}",
            string.Create(CultureInfo.InvariantCulture, $"{nameof(options.WeightBits)}={options.WeightBits}"),
            string.Create(CultureInfo.InvariantCulture, $"{nameof(options.MultiplierBits)}={options.MultiplierBits}"),
            $"{nameof(options.Multiplier)}={options.Multiplier}",
            $"{nameof(options.IntegerIo)}={options.IntegerIo}",
            $"{nameof(options.KeepFloat)}={string.Join(' ', options.KeepFloat)}",
            $"{nameof(options.Only)}={string.Join(' ', options.Only)}",
            $"{nameof(options.OperatorTypes)}={string.Join(' ', options.OperatorTypes)}",
            $"{nameof(options.Shapes)}={string.Join(' ', options.Shapes.OrderBy(s => s.Key, StringComparer.Ordinal).Select(s => $"{s.Key}={string.Join(',', s.Value)}"))}",
            string.Create(CultureInfo.InvariantCulture, $"{nameof(options.Seed)}={options.Seed}"),
            $"{nameof(options.KeepOverridable)}={options.KeepOverridable}",
            $"{nameof(options.Requantize)}={options.Requantize}",
            $"{nameof(options.AllowNonFinite)}={options.AllowNonFinite}",
            $"{nameof(options.ExtraPasses)}={string.Join(' ', options.ExtraPasses.Select(p => p.Name))}",
        ]);
    }

    static string Numbers(Preprocessing? preprocessing) => preprocessing is null ? "default" : string.Create(CultureInfo.InvariantCulture,
        $"{preprocessing.Scale:R} {string.Join(',', preprocessing.Mean.Select(m => m.ToString("R", CultureInfo.InvariantCulture)))} {string.Join(',', preprocessing.Std.Select(s => s.ToString("R", CultureInfo.InvariantCulture)))}");
}
