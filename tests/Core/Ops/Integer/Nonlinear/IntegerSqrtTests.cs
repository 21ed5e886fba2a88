using Qcc.Core.Ops.Integer.Nonlinear;

namespace Qcc.Core.Tests.Ops.Integer.Nonlinear;

/// <summary>docs/integer-arithmetic.md 5.5: the floor of the root, by two methods.</summary>
public sealed class IntegerSqrtTests
{
    static void Holds(long value)
    {
        long root = IntegerSqrt.Floor(value);
        Assert.True(root * root <= value && value < (Int128)(root + 1) * (root + 1), $"isqrt({value}) is not {root}");
        Assert.Equal(root, IntegerSqrt.Newton(value));
        if (value > 0)
        {
            Assert.InRange(IntegerSqrt.NewtonSteps(value, 6), root, root + 1);
        }
    }

    [Fact]
    public void EveryNumberBelow2To17()
    {
        for (long v = 0; v < 1 << 17; v++)
        {
            Holds(v);
        }
    }

    [Fact]
    public void SquaresAndTheirNeighbours()
    {
        for (long root = 1; root < 1L << 31; root = root * 17 / 16 + 1)
        {
            Holds(root * root - 1);
            Holds(root * root);
            Holds(root * root + 1);
        }
        Holds((1L << 62) - 1);
    }

    [Fact]
    public void RandomNumbers()
    {
        var random = new Random(5);
        for (int i = 0; i < 100000; i++)
        {
            Holds(random.NextInt64(1L << random.Next(1, 62)));
        }
    }

    [Fact]
    public void OutsideItRefuses()
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => IntegerSqrt.Floor(-1));
        Assert.Throws<ArgumentOutOfRangeException>(() => IntegerSqrt.Newton(1L << 62));
    }
}
