using System.Runtime.InteropServices;
using Qcc.Core.Ir;
using Qcc.Data.Arrays;

namespace Qcc.Data.Synthetic;

/// <summary>Makes the tensors of one input.</summary>
sealed class SyntheticInput(ModelInput input, long[] shape, InputProfile profile, ulong seed)
{
    /// <summary>A natural picture's brightest and darkest places are this many deviations from its mean.</summary>
    const float Extreme = 2.6f;

    readonly int _count = (int)shape.Aggregate(1L, (product, size) => product * size);

    public string Name => input.Name;

    public Tensor Make(int sample)
    {
        var random = new Xoshiro(seed + (ulong)sample * 0xD1342543DE82EF95UL);
        return profile switch
        {
            Indices indices => Integers(_ => random.Below(indices.Size)),
            OneValue one => Integers(_ => one.Value),
            Reals reals => FromFloats(reals, random),
            _ => throw new InvalidOperationException($"no generator for {profile}"),
        };
    }

    Tensor Integers(Func<int, long> value)
    {
        var numbers = new long[_count];
        for (int i = 0; i < numbers.Length; i++)
        {
            numbers[i] = value(i);
        }
        return Converted(ElementType.S64, MemoryMarshal.AsBytes(numbers.AsSpan()));
    }

    Tensor FromFloats(Reals reals, Xoshiro random)
    {
        ChannelGeometry geometry = ChannelGeometry.Of(shape);
        float[] noise = geometry.IsPicture ? geometry.Pictures(random) : White(random);
        float extreme = geometry.IsPicture ? Extreme : float.PositiveInfinity;
        for (int i = 0; i < noise.Length; i++)
        {
            int channel = geometry.ChannelOf(i);
            float mean = reals.Mean[channel % reals.Mean.Length], std = reals.Std[channel % reals.Std.Length];
            noise[i] = Math.Clamp(mean + std * Math.Clamp(noise[i], -extreme, extreme), reals.Low, reals.High);
            if (!input.Type.Element.IsFloat())
            {
                noise[i] = MathF.Round(noise[i]);
            }
        }
        return Converted(ElementType.F32, MemoryMarshal.AsBytes(noise.AsSpan()));
    }

    float[] White(Xoshiro random)
    {
        var noise = new float[_count];
        foreach (ref float v in noise.AsSpan())
        {
            v = random.Normal();
        }
        return noise;
    }

    Tensor Converted(ElementType from, ReadOnlySpan<byte> numbers)
    {
        var bytes = new byte[input.Type.Element.ByteSize(_count)];
        int bad = NumericConversion.Convert(from, numbers, input.Type.Element, bytes);
        return bad < 0 ? new Tensor(input.Type.Element, shape, bytes) : throw new InvalidOperationException($"{profile} does not fit {input}");
    }
}
