using CsCheck;
using Qcc.Core.Ops.Integer;

namespace Qcc.Core.Tests.Ops.Integer;

/// <summary>docs/integer-arithmetic.md 2.4 and 2.5.</summary>
public sealed class EqualRequantizerTests
{
    static readonly Gen<CodeRange> Codes = Gen.Select(Gen.Int[0, 255], Gen.Int[0, 1], Gen.Int[200, 255], (z, relu, high) => new CodeRange(z, relu * Math.Min(z, high), high));

    /// <summary>Multipliers for which a range of some thousand accumulators spans all codes or a part of them.</summary>
    static readonly Gen<float> Multipliers = Gen.OneOf(Gen.Float[0.001f, 0.5f], Gen.Int[1, 12].Select(e => MathF.ScaleB(1, -e)), Gen.Int[1, 40].Select(n => 1f / n), Gen.Float[0.6f, 5f]);

    static readonly Gen<AccumulatorRange> Ranges = Gen.Select(Gen.Int[-4000, 4000], Gen.Int[0, 6000], (low, size) => new AccumulatorRange(low, low + size));

    static bool AreEqual(Requantizer a, Requantizer b, AccumulatorRange range)
    {
        for (long acc = range.Low; acc <= range.High; acc++)
        {
            if (a.Apply(acc) != b.Apply(acc))
            {
                return false;
            }
        }
        return true;
    }

    [Fact]
    public void ThresholdsAreTheSameFunction() => Gen.Select(Multipliers, Codes, Ranges).Sample((m, codes, range) =>
    {
        var f32 = new F32Requantizer(m, codes);
        R31Requantizer r31 = f32.Nearest(14);
        foreach ((Requantizer requantizer, Thresholds thresholds) in new (Requantizer, Thresholds)[] { (f32, Thresholds.Of(f32, range)), (r31, Thresholds.Of(r31, range)), (r31, Thresholds.Of((Requantizer)r31, range)) })
        {
            for (long acc = range.Low; acc <= range.High; acc++)
            {
                Assert.Equal(requantizer.Apply(acc), thresholds.Apply(acc));
            }
        }
        Assert.Equal(Thresholds.Of((Requantizer)r31, range).Least, Thresholds.Of(r31, range).Least);
    }, iter: 200);

    [Fact]
    public void TheProofSaysWhatEveryAccumulatorSays()
    {
        int equal = 0, unequal = 0;
        Gen.Select(Multipliers, Codes, Ranges, Gen.Int[5, 31]).Sample((m, codes, range, width) =>
        {
            var f32 = new F32Requantizer(m, codes);
            R31Requantizer r31 = f32.Nearest(width);
            bool expected = AreEqual(f32, r31, range);
            Assert.Equal(expected, EqualRequantizer.Prove(f32, r31, range));
            Interlocked.Increment(ref expected ? ref equal : ref unequal);
        }, iter: 3000);
        Assert.True(equal > 300 && unequal > 300, $"{equal} equal, {unequal} not");
    }

    [Fact]
    public void WhatTheSearchFindsIsEqualAndHasTheFewestBits()
    {
        int found = 0, none = 0;
        Gen.Select(Multipliers, Codes, Ranges).Sample((m, codes, range) =>
        {
            var f32 = new F32Requantizer(m, codes);
            R31Requantizer? r31 = EqualRequantizer.Find(f32, range, 31);
            if (r31 is null)
            {
                Interlocked.Increment(ref none);
                Assert.DoesNotContain(Smaller(10), candidate => EqualRequantizer.Prove(f32, candidate, range));
                return;
            }
            Interlocked.Increment(ref found);
            Assert.True(AreEqual(f32, r31, range));
            Assert.DoesNotContain(Smaller(Math.Min(r31.Scale.Width - 1, 9)), candidate => EqualRequantizer.Prove(f32, candidate, range));
            if (r31.Scale.Width > 1)
            {
                Assert.Null(EqualRequantizer.Find(f32, range, r31.Scale.Width - 1));
            }

            IEnumerable<R31Requantizer> Smaller(int bits) => Enumerable.Range(1, (1 << bits) - 1)
                .SelectMany(b => Enumerable.Range(1, 26).Where(c => Math.ScaleB(b, -c) < 2 * m && Math.ScaleB(b, -c) > m / 2), (b, c) => new R31Requantizer(new Dyadic(b, c), codes));
        }, iter: 150);
        Assert.True(found > 50 && none > 5, $"{found} found, {none} not");
    }

    /// <summary>Channels as networks have them: some thousand taps, accumulators of 20 to 26 bits.</summary>
    [Fact]
    public void EveryChannelBecomesEqualByASmallMoveOfTheScale()
    {
        int stayed = 0, moved = 0;
        Gen.Select(Gen.Float[0.001f, 0.1f], Gen.Float[0.0005f, 0.02f], Gen.Float[0.01f, 0.2f], Codes, Gen.Int[20, 26]).Sample((sx, sw, sy, codes, bits) =>
        {
            var range = new AccumulatorRange(-(1L << bits) + 12345, (1L << bits) - 54321);
            NudgedScale? nudged = EqualRequantizer.Nudge(sx, sw, sy, codes, range, 31);
            Assert.NotNull(nudged);
            Assert.Equal(Requantizer.MultiplierOf(sx, nudged.WeightScale, sy), nudged.F32.Multiplier);
            Assert.True(EqualRequantizer.Prove(nudged.F32, nudged.R31, range));
            Assert.InRange(nudged.WeightScale / (double)sw - 1, -EqualRequantizer.LargestChange, EqualRequantizer.LargestChange);
            Assert.Equal(nudged.Units == 0, nudged.WeightScale == sw);
            Assert.Equal(nudged.Units, BitConverter.SingleToInt32Bits(nudged.WeightScale) - BitConverter.SingleToInt32Bits(sw));
            Interlocked.Increment(ref nudged.Units == 0 ? ref stayed : ref moved);
            // What was skipped has no answer.
            Assert.All(nudged.Units == 0 ? [] : Enumerable.Range(-Math.Abs(nudged.Units) + 1, 2 * Math.Abs(nudged.Units) - 1), units =>
            {
                float other = BitConverter.Int32BitsToSingle(BitConverter.SingleToInt32Bits(sw) + units);
                Assert.Null(EqualRequantizer.Find(new F32Requantizer(Requantizer.MultiplierOf(sx, other, sy), codes), range, 31));
            });
        }, iter: 400);
        Assert.True(stayed > 100 && moved > 10, $"{stayed} stayed, {moved} moved");
    }

    /// <summary>A channel of mobilenetv2-person-128, the hardest of the kit: F32 rounds odd accumulators above 2^24 before it multiplies.</summary>
    [Fact]
    public void AccumulatorsAbove2To24TakeMoreUnits()
    {
        var range = new AccumulatorRange(19274525, 19752905);
        NudgedScale nudged = EqualRequantizer.Nudge(1, 1.301247E-05f, 1, CodeRange.U8(0), range, 31)!;
        Assert.InRange(Math.Abs(nudged.Units), 100, EqualRequantizer.MaxUnits(1.301247E-05f));
        Assert.True(AreEqual(nudged.F32, nudged.R31, range));
    }

    [Fact]
    public void AChannelWithOneAccumulatorIsEqual()
    {
        foreach (long acc in new long[] { 0, 1, -5, 1000000, int.MinValue, int.MaxValue })
        {
            var range = new AccumulatorRange(acc, acc);
            var f32 = new F32Requantizer(0.0123f, CodeRange.U8(40));
            R31Requantizer r31 = EqualRequantizer.Find(f32, range, 31)!;
            Assert.Equal(f32.Apply(acc), r31.Apply(acc));
        }
    }

    [Fact]
    public void ARangeBeyondInt32IsRefused() => Assert.Throws<OverflowException>(() =>
        EqualRequantizer.Prove(new F32Requantizer(0.1f, CodeRange.U8(0)), new R31Requantizer(new Dyadic(1, 3), CodeRange.U8(0)), new AccumulatorRange(0, 1L << 31)));
}
