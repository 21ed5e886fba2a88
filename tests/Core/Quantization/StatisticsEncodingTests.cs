using System.Text;
using CsCheck;
using Qcc.Core.Quantization;

namespace Qcc.Core.Tests.Quantization;

/// <summary>Statistics as bytes: shards in any order give those of the whole, and what is damaged is refused.</summary>
public sealed class StatisticsEncodingTests
{
    static byte[] Bytes(ActivationStatistics statistics, Func<int, int>? number = null)
    {
        using var buffer = new MemoryStream();
        using var writer = new BinaryWriter(buffer, Encoding.UTF8);
        StatisticsEncoding.Write(writer, statistics, number ?? (n => n));
        return buffer.ToArray();
    }

    static ActivationStatistics Read(byte[] bytes)
    {
        var reader = new StatisticsReader(bytes);
        ActivationStatistics statistics = StatisticsEncoding.Read(ref reader);
        return reader.Left == 0 ? statistics : throw new InvalidDataException("more");
    }

    /// <summary>Two values of other channels and sizes, over those samples that a shard has.</summary>
    static ActivationStatistics Collect(int seed, int samples, int shard, int of, (int Least, int Most) spread)
    {
        var statistics = new ActivationStatistics();
        (ValueStatistics a, ValueStatistics b) = (new(3, 2), new(1, 1));
        for (int i = 0; i < samples; i++)
        {
            var draws = new Draws(seed + i);
            if (i % of == shard)
            {
                a.Add(draws.AnyMagnitude(3 * 7, spread.Least, spread.Most), 1, 7);
                b.Add(draws.Gauss(5), 1, 5);
                statistics.Samples++;
            }
        }
        if (statistics.Samples > 0)
        {
            statistics.SetShape("a", [1, 3, 7]);
            statistics.Set("a", a);
            statistics.Set("b", b);
        }
        return statistics;
    }

    [Fact]
    public void ShardsGiveTheBytesOfTheWhole() => Gen.Select(Gen.Int[0, 1 << 30], Gen.Int[0, 90], Gen.Int[1, 5], Draws.Spreads).Sample((seed, samples, of, spread) =>
    {
        byte[] whole = Bytes(Collect(seed, samples, 0, 1, spread));
        var merged = new ActivationStatistics();
        for (int shard = 0; shard < of; shard++)
        {
            int index = shard;
            // Through bytes, as files are.
            merged.Merge(Read(Bytes(Collect(seed, samples, shard, of, spread), n => index + n * of)));
        }
        Assert.Equal(whole, Bytes(merged));
        Assert.Equal(whole, Bytes(Read(whole)));
    }, iter: 100);

    [Fact]
    public void TheOrderOfValuesMergedDoesNotMatter()
    {
        ActivationStatistics[] shards = [.. Enumerable.Range(0, 3).Select(s => Collect(5, 40, s, 3, (-3, 3)))];
        ValueStatistics Merged(params int[] order)
        {
            var value = new ValueStatistics(3, 2);
            foreach (int s in order)
            {
                value.Merge(Read(Bytes(shards[s], n => s + n * 3)).Values.First().Value);
            }
            return value;
        }
        var one = new ActivationStatistics();
        one.Set("a", Merged(0, 1, 2));
        var other = new ActivationStatistics();
        other.Set("a", Merged(2, 0, 1));
        Assert.Equal(Bytes(one), Bytes(other));
    }

    [Fact]
    public void AnInfinityVoidsTheValueInAnyOrder()
    {
        (ValueStatistics bad, ValueStatistics good) = (new(2, 2), new(2, 2));
        bad.Add([1, float.PositiveInfinity], 1, 1);
        good.Add([1, 2], 1, 1);
        (ActivationStatistics a, ActivationStatistics b) = (new(), new());
        (ValueStatistics first, ValueStatistics second) = (new(2, 2), new(2, 2));
        first.Merge(bad);
        first.Merge(good);
        second.Merge(good);
        second.Merge(bad);
        a.Set("v", first);
        b.Set("v", second);
        Assert.Equal(Bytes(a), Bytes(b));
        Assert.True(Read(Bytes(a)).Values.Single().Value.HasNonFinite);
    }

    [Fact]
    public void EveryPrefixIsRefused()
    {
        byte[] bytes = Bytes(Collect(1, 9, 0, 1, (-3, 3)));
        for (int length = 0; length < bytes.Length; length += 7)
        {
            Assert.Throws<InvalidDataException>(() => Read(bytes[..length]));
        }
    }
}
