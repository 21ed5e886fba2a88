using Qcc.Core.Diagnostics;
using Qcc.Core.Ir;
using Qcc.Data.Synthetic;

namespace Qcc.Data;

/// <summary>
/// Makes samples up from what the model tells of its inputs: table sizes for indices, constants of normalization, statistics
/// of the first batch normalization, ranges of Clip. They stand in for real samples, badly: ranges behind the first layers
/// depend on how natural the inputs are.
/// </summary>
public static class SyntheticSamples
{
    /// <summary>Elements of all samples together, so that huge inputs take no hours for ranges that are made up anyway; but at least so many samples.</summary>
    const long MostElements = 1 << 26;
    const int Fewest = 2;

    /// <param name="model">
    /// Best as imported: canonicalization folds normalization and batch statistics into weights. It is looked at here and
    /// not kept.
    /// </param>
    /// <param name="inputs">The inputs to make tensors for; see <see cref="ModelInput.Of"/>.</param>
    /// <exception cref="DiagnosticException">An input takes no numbers, or its shape is too large.</exception>
    public static ICalibrationSource Create(Model model, IReadOnlyList<ModelInput> inputs, SyntheticOptions options)
    {
        var shapes = new ShapeChoice(model.Graph, options.Shapes);
        long elements = inputs.Sum(input => shapes.Of(input).Aggregate(1L, (product, size) => product * size));
        int affordable = (int)Math.Clamp(MostElements / Math.Max(elements, 1), Math.Min(Fewest, options.Count), options.Count);
        return new SyntheticSource([.. inputs.Select((input, index) => Generator(model, input, index, shapes, options.Seed))], affordable);
    }

    static SyntheticInput Generator(Model model, ModelInput input, int index, ShapeChoice shapes, ulong seed)
    {
        if (!input.Type.Element.IsFloat() && !Arrays.NumericConversion.IsInteger(input.Type.Element))
        {
            throw new DiagnosticException(DataDiagnostics.InputNotNumeric.At(new Place("qcc", null, input.Name), input));
        }
        Value? value = model.Graph.Inputs.FirstOrDefault(v => v.Name == input.Name);
        InputProfile profile = (value is null ? null : new InputReader().Read(value)) ?? InputProfile.Default(input.Type);
        return new SyntheticInput(input, shapes.Of(input), profile, seed ^ (0x9E3779B97F4A7C15UL * (ulong)(index + 1)));
    }
}
