using System.Globalization;
using Qcc.Core.Quantization;

namespace Qcc.Benchmarks;

/// <summary>What commands over networks take: MODELS/NET/model.onnx with samples SAMPLES/NET.npz.</summary>
sealed record NetworkArguments
{
    public const string Usage = "[--samples N] [--more FOLDER] [--pot] [--weight-bits N] MODELS SAMPLES NET ...   MODELS/NET/model.onnx with samples SAMPLES/NET.npz, then FOLDER/NET.npz";

    /// <summary>Samples to run.</summary>
    public int Most { get; init; } = 100;

    /// <summary>Folder of samples that are run where the calibration samples are fewer, or null.</summary>
    public string? More { get; init; }

    public MultiplierForm Multipliers { get; init; }

    public int WeightBits { get; init; } = 8;

    /// <summary>MODELS, SAMPLES, NET ...</summary>
    public IReadOnlyList<string> Names { get; init; } = [];

    public IEnumerable<string> Nets => Names.Skip(2);

    /// <summary>The arguments, or null where they are no call.</summary>
    public static NetworkArguments? Parse(string[] arguments)
    {
        var parsed = new NetworkArguments();
        for (int i = 0; i < arguments.Length; i++)
        {
            parsed = arguments[i] switch
            {
                "--samples" when i + 1 < arguments.Length => parsed with { Most = int.Parse(arguments[++i], CultureInfo.InvariantCulture) },
                "--more" when i + 1 < arguments.Length => parsed with { More = arguments[++i] },
                "--pot" => parsed with { Multipliers = MultiplierForm.Pot },
                "--weight-bits" when i + 1 < arguments.Length => parsed with { WeightBits = int.Parse(arguments[++i], CultureInfo.InvariantCulture) },
                var name => parsed with { Names = [.. parsed.Names, name] },
            };
        }
        return parsed.Names.Count < 3 ? null : parsed;
    }

    /// <summary>A network, compiled up to its plan.</summary>
    public Task<CompiledNetwork> CompileAsync(string net) =>
        CompiledNetwork.OfAsync(Path.Combine(Names[0], net, "model.onnx"), Path.Combine(Names[1], net + ".npz"), Multipliers, WeightBits, More is null ? null : Path.Combine(More, net + ".npz"));
}
