using Qcc.Core.Ops.Integer;
using static Qcc.Onnx.Tests.Integer.OneKernel;

namespace Qcc.Onnx.Tests.Integer;

/// <summary>docs/integer-arithmetic.md 3.1 to 3.8 in float32, against ONNX Runtime on every code and every pair of codes.</summary>
public sealed class ElementwiseKernelTests
{
    sealed class Operands
    {
        readonly Random _random;

        public Operands(bool isSigned, int seed)
        {
            _random = new Random(seed);
            IsSigned = isSigned;
            Off = isSigned ? 128 : 0;
            bool hasTies = seed % 2 == 1;
            (ScaleA, ScaleB) = hasTies ? (Power(4, 7), Power(4, 7)) : (0.01f + _random.NextSingle() / 10, 0.01f + _random.NextSingle() / 10);
            OutScale = hasTies ? Power(3, 6) : (ScaleA + ScaleB) * (0.4f + 0.7f * _random.NextSingle());
            (ZeroA, ZeroB, OutZero) = (_random.Next(256) - Off, _random.Next(256) - Off, _random.Next(256) - Off);
        }

        public bool IsSigned { get; }
        public int Off { get; }
        public float ScaleA { get; }
        public float ScaleB { get; }
        public float OutScale { get; }
        public int ZeroA { get; }
        public int ZeroB { get; }
        public int OutZero { get; }

        /// <summary>Every code, the least first.</summary>
        public int[] EveryCode => [.. Enumerable.Range(-Off, 256)];

        public string Node(string kernel) => $"com.microsoft.{kernel}(%a, {Scale(ScaleA)}, {Zero(IsSigned, ZeroA)}, %b, {Scale(ScaleB)}, {Zero(IsSigned, ZeroB)}, {Scale(OutScale)}, {Zero(IsSigned, OutZero)})";

        float Power(int least, int most) => MathF.ScaleB(1, -_random.Next(least, most));
    }

    public static TheoryData<bool, int> Cases() => new(from isSigned in new[] { false, true } from seed in Enumerable.Range(0, 6) select (isSigned, seed));

    public static TheoryData<bool, int> ManyCases() => new(from isSigned in new[] { false, true } from seed in Enumerable.Range(0, 20) select (isSigned, seed));

    [Theory, MemberData(nameof(Cases))]
    public void QLinearAddOfAllPairs(bool isSigned, int seed)
    {
        var o = new Operands(isSigned, seed);
        int[] a = [.. Enumerable.Range(0, 65536).Select(i => (i >> 8) - o.Off)], b = [.. Enumerable.Range(0, 65536).Select(i => (i & 255) - o.Off)];
        var add = new F32Add(o.ScaleA, o.ZeroA, o.ScaleB, o.ZeroB, o.OutScale, All(isSigned, o.OutZero));
        Same(Run(o.Node("QLinearAdd"), Codes(isSigned, a, 65536), Codes(isSigned, b, 65536)), i => add.Apply(a[i], b[i]), $"{add}");
    }

    /// <summary>Of another length than the width of vector registers, so that the last elements are computed by themselves.</summary>
    [Theory]
    [InlineData(1)]
    [InlineData(7)]
    [InlineData(37)]
    public void QLinearAddOfOddLengths(int length)
    {
        var o = new Operands(false, length);
        int[] a = [.. Enumerable.Range(0, length).Select(i => i * 7)], b = [.. Enumerable.Range(0, length).Select(i => 255 - i * 3)];
        var add = new F32Add(o.ScaleA, o.ZeroA, o.ScaleB, o.ZeroB, o.OutScale, All(false, o.OutZero));
        Same(Run(o.Node("QLinearAdd"), Codes(false, a, length), Codes(false, b, length)), i => add.Apply(a[i], b[i]), $"{add}");
    }

    /// <summary>
    /// a [256, 256] and b [256, 1]: each row of a has one number of b; then the other way round, where the operands are exchanged. Few pairs
    /// tell the roundings of other forms apart (one in 10^6), so all pairs of many scales are asked for.
    /// </summary>
    [Theory, MemberData(nameof(ManyCases))]
    public void QLinearAddOfRows(bool isSigned, int seed)
    {
        var o = new Operands(isSigned, seed);
        int[] table = [.. Enumerable.Range(0, 65536).Select(i => (i & 255) - o.Off)];
        var add = new F32Add(o.ScaleA, o.ZeroA, o.ScaleB, o.ZeroB, o.OutScale, All(isSigned, o.OutZero));
        Same(Run(o.Node("QLinearAdd"), Codes(isSigned, table, 256, 256), Codes(isSigned, o.EveryCode, 256, 1)), i => add.Apply(table[i], (i >> 8) - o.Off), "b for rows");
        var exchanged = new F32Add(o.ScaleB, o.ZeroB, o.ScaleA, o.ZeroA, o.OutScale, All(isSigned, o.OutZero));
        Same(Run(o.Node("QLinearAdd"), Codes(isSigned, o.EveryCode, 256, 1), Codes(isSigned, table, 256, 256)), i => exchanged.Apply(table[i], (i >> 8) - o.Off), "a for rows");
    }

    [Theory, MemberData(nameof(Cases))]
    public void QLinearMulOfAllPairs(bool isSigned, int seed)
    {
        var o = new Operands(isSigned, seed);
        int[] a = [.. Enumerable.Range(0, 65536).Select(i => (i >> 8) - o.Off)], b = [.. Enumerable.Range(0, 65536).Select(i => (i & 255) - o.Off)];
        var mul = new F32Mul(Requantizer.MultiplierOf(o.ScaleA, o.ScaleB, o.OutScale), All(isSigned, o.OutZero));
        int Code(int x, int y) => mul.Apply((x - o.ZeroA) * (y - o.ZeroB));
        Same(Run(o.Node("QLinearMul"), Codes(isSigned, a, 65536), Codes(isSigned, b, 65536)), i => Code(a[i], b[i]), $"{mul}");
        Same(Run(o.Node("QLinearMul"), Codes(isSigned, b, 256, 256), Codes(isSigned, o.EveryCode, 256, 1)), i => Code(b[i], (i >> 8) - o.Off), "b for rows");
        Same(Run(o.Node("QLinearMul"), Codes(isSigned, o.EveryCode, 256, 1), Codes(isSigned, b, 256, 256)), i => Code((i >> 8) - o.Off, b[i]), "a for rows");
    }

    [Theory, MemberData(nameof(Cases))]
    public void QLinearLeakyReluIsATable(bool isSigned, int seed)
    {
        var o = new Operands(isSigned, seed);
        int[] table = F32Table.LeakyRelu(0.1f, o.ScaleA, All(isSigned, o.ZeroA), o.OutScale, All(isSigned, o.OutZero));
        Same(Run($"com.microsoft.QLinearLeakyRelu(%a, {Scale(o.ScaleA)}, {Zero(isSigned, o.ZeroA)}, {Scale(o.OutScale)}, {Zero(isSigned, o.OutZero)}) {{alpha=0.1}}",
            Codes(isSigned, o.EveryCode, 256)), i => table[i], "LeakyRelu");
    }

    [Theory, MemberData(nameof(Cases))]
    public void QLinearConcatRescalesItsBranches(bool isSigned, int seed)
    {
        var o = new Operands(isSigned, seed);
        int[] tableA = F32Table.Rescale(o.ScaleA, All(isSigned, o.ZeroA), o.OutScale, All(isSigned, o.OutZero));
        int[] tableB = F32Table.Rescale(o.ScaleB, All(isSigned, o.ZeroB), o.OutScale, All(isSigned, o.OutZero));
        Same(Run($"com.microsoft.QLinearConcat({Scale(o.OutScale)}, {Zero(isSigned, o.OutZero)}, %a, {Scale(o.ScaleA)}, {Zero(isSigned, o.ZeroA)}, %b, {Scale(o.ScaleB)}, {Zero(isSigned, o.ZeroB)}) {{axis=0}}",
            Codes(isSigned, o.EveryCode, 256), Codes(isSigned, o.EveryCode, 256)), i => i < 256 ? tableA[i] : tableB[i - 256], "Concat");
    }

    /// <summary>ONNX Runtime's sigmoid is a polynomial: its table is within one code of the exact one, which is what a compiler must expect.</summary>
    [Theory, MemberData(nameof(Cases))]
    public void QLinearSigmoidIsWithinACodeOfTheExactTable(bool isSigned, int seed)
    {
        var o = new Operands(isSigned, seed);
        (float scale, int zero) = (1 / 256f, isSigned ? -128 : 0);
        int[] exact = F32Table.Of(v => (float)(1 / (1 + Math.Exp(-(double)v))), o.ScaleA, All(isSigned, o.ZeroA), scale, All(isSigned, zero));
        int[] codes = Run($"com.microsoft.QLinearSigmoid(%a, {Scale(o.ScaleA)}, {Zero(isSigned, o.ZeroA)}, {Scale(scale)}, {Zero(isSigned, zero)})", Codes(isSigned, o.EveryCode, 256));
        Assert.InRange(codes.Zip(exact, (c, e) => Math.Abs(c - e)).Max(), 0, 1);
        Assert.InRange(codes.Zip(exact, (c, e) => Math.Abs(c - e)).Sum(), 0, 2);
    }

    [Theory, MemberData(nameof(Cases))]
    public void QLinearAveragePoolSumsFloatsRowByRow(bool isSigned, int seed)
    {
        const int Channels = 16, Size = 9, Out = 5;
        var o = new Operands(isSigned, seed);
        var random = new Random(seed);
        int[] x = [.. Enumerable.Range(0, Channels * Size * Size).Select(_ => random.Next(256) - o.Off)];
        foreach (bool countsPadding in new[] { false, true })
        {
            int[] codes = Run($"com.microsoft.QLinearAveragePool(%a, {Scale(o.ScaleA)}, {Zero(isSigned, o.ZeroA)}, {Scale(o.ScaleA)}, {Zero(isSigned, o.OutZero)}) "
                + $"{{kernel_shape=[3,3], strides=[2,2], pads=[1,1,1,1], count_include_pad={(countsPadding ? 1 : 0)}}}", Codes(isSigned, x, 1, Channels, Size, Size));
            var pool = new F32AveragePool(o.ScaleA, o.ZeroA, o.ScaleA, All(isSigned, o.OutZero));
            Same(codes, i =>
            {
                (int channel, int row, int column) = (i / (Out * Out), i / Out % Out, i % Out);
                int[] taps = [.. from r in Enumerable.Range(2 * row - 1, 3) where r is >= 0 and < Size
                                 from c in Enumerable.Range(2 * column - 1, 3) where c is >= 0 and < Size
                                 select x[(channel * Size + r) * Size + c]];
                return pool.Apply(taps, countsPadding ? 9 : taps.Length);
            }, $"count_include_pad {countsPadding}");
        }
    }
}
