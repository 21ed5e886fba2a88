using System.Globalization;
using Qcc.Codegen.C.Files;
using Qcc.Codegen.C.Text;
using Qcc.Core.Ir;
using Qcc.Core.Ops.Integer;
using Qcc.Core.Quantization;

namespace Qcc.Codegen.C.Tests;

/// <summary>Names of a model reach the project as identifiers and escaped text only.</summary>
public sealed class HostileNameTests
{
    static readonly string[] Hostile =
    [
        "int", "1st", "a b", "a_b", "A_B", "*/ int x; /*", "line\nbreak", "back\\", "??/", "\"quote\"", "größe", "", "_", "%s%n", "\u202e", "x\0y",
        "a_very_long_name_that_goes_on_and_on_and_on_and_on_and_on_until_nobody_reads_it_any_more",
    ];

    [Theory]
    [InlineData("int")]
    [InlineData("3d")]
    [InlineData("")]
    [InlineData("*/ system(\"x\"); /* ??/")]
    [InlineData("???/ ????")]
    [InlineData("test")]
    [InlineData("QCC_KERNELS")]
    [InlineData("größenwahn \n net")]
    public void AProjectOfHostileNamesCompiles(string project)
    {
        var g = new TestGraph(5);
        foreach (string name in Hostile)
        {
            Value x = g.Input(name, ElementType.S8, 2, 3);
            g.Output(g.Node(name, IntegerOperators.Mul, [x, g.Codes(name, ElementType.S8, -5, 5, 3)], ("multiplier", 1), ("shift", 1), ("to", (long)ElementType.S8), ("low", -128), ("high", 127)));
        }
        CProject written = CProject.Emit(g.Model, new CProjectOptions(project) { Samples = g.Samples(2), Version = "*/" });
        string stem = written.Files.Keys.Single(f => f.EndsWith("_weights.c", StringComparison.Ordinal)).Replace("_weights.c", "", StringComparison.Ordinal);
        Assert.Matches("^[A-Za-z][A-Za-z0-9_]*$", stem);
        Assert.Equal(12, written.Files.Count);
        Assert.All(written.Files, file => Assert.DoesNotContain(file.Value, c => c is not ('\n' or '\t') && c is < ' ' or > '~'));
        Toolchain.Strictest.Check(written, stem, 2 * (Hostile.Length + OperatorTests.LayersOf(written)));
        Toolchain.All[4].Check(written, stem, 2 * (Hostile.Length + OperatorTests.LayersOf(written)));
    }

    /// <summary>Names of our other files, of headers of the system and of devices are nobody's: no file is lost or hides another.</summary>
    [Fact]
    public void NoFileOfAProjectIsLostToItsName()
    {
        string[] needed = ["test", "test_vectors", "test_cortex_m", "qcc_kernels", "main", "string", "stdint", "stddef", "stdio", "stdlib", "limits", "assert", "math", "con", "nul", "aux", "prn", "com1"];
        Assert.Empty(needed.Except(Network.Reserved));
        var g = new TestGraph(5);
        g.Output(OperatorCases.Copied(g, g.Input("x", ElementType.S8, 2)));
        foreach (string name in Network.Reserved.SelectMany(n => new[] { n, n.ToUpperInvariant() }))
        {
            CProject written = CProject.Emit(g.Model, new CProjectOptions(name));
            Assert.Equal(12, written.Files.Keys.Distinct(StringComparer.OrdinalIgnoreCase).Count());
            Assert.All(new[] { ".h", ".c", "_weights.h", "_weights.c" }, end => Assert.Contains($"{name}_net{end}", written.Files.Keys));
        }
    }

    /// <summary>Numbers do not follow the culture of the caller, some of which write other signs.</summary>
    [Fact]
    public void TheCultureDoesNotMatter()
    {
        var g = new TestGraph(5);
        OperatorCases.All["Conv"](g);
        OperatorCases.All["Gather"](g);
        var options = new CProjectOptions("net") { Samples = g.Samples(2), Quantization = g.Graph.Inputs.ToDictionary(i => i.Name, _ => QuantParams.PerTensor(ElementType.S8, 0.125f, -3)) };
        CProject plain = CProject.Emit(g.Model, options);
        CultureInfo before = CultureInfo.CurrentCulture;
        // As sv-SE and ar-SA have them; cultures of the system may be missing.
        var foreign = (CultureInfo)CultureInfo.InvariantCulture.Clone();
        (foreign.NumberFormat.NegativeSign, foreign.NumberFormat.NumberDecimalSeparator) = ("\u2212", "\u066b");
        CultureInfo.CurrentCulture = foreign;
        try
        {
            Assert.Equal("\u22121", $"{-1}");
            Assert.Equal(plain.Files, CProject.Emit(g.Model, options).Files);
        }
        finally
        {
            CultureInfo.CurrentCulture = before;
        }
    }

    /// <summary>Places are 32 bits in C: larger values and arenas are refused before anything is written, with one reason.</summary>
    [Theory]
    [InlineData(1L << 31, "value %x takes 2^31 bytes or more; places in C are numbers of 32 bits")]
    [InlineData(1L << 62, "value %x takes 2^31 bytes or more; places in C are numbers of 32 bits")]
    [InlineData((1L << 31) - 8, null)]
    public void ValuesBeyond32BitsAreRefused(long size, string? reason)
    {
        var g = new TestGraph(5);
        g.Output(OperatorCases.Copied(g, g.Input("x", ElementType.S8, size, size >> 61 == 0 ? 1 : 4)));
        Assert.Equal(reason, CProject.Refusals(g.Graph).Select(r => r.Reason).FirstOrDefault());
    }

    [Theory]
    [InlineData(1L << 30, "the arena takes 2^31 bytes or more; places in C are numbers of 32 bits")]
    [InlineData(1L << 29, null)]
    public void ArenasBeyond32BitsAreRefused(long size, string? reason)
    {
        var g = new TestGraph(5);
        Value x = g.Input("x", ElementType.S8, size);
        Value a = OperatorCases.Copied(g, x), b = OperatorCases.Copied(g, x), c = OperatorCases.Copied(g, x);
        Value sum = g.Node("sum", Core.Ops.ElementwiseOperators.Max, [g.Node("first", Core.Ops.ElementwiseOperators.Max, [a, b]), c]);
        g.Output(OperatorCases.Copied(g, sum));
        Assert.Equal(reason, CProject.Refusals(g.Graph).Select(r => r.Reason).FirstOrDefault());
    }

    /// <summary>Kernels count places in 32 bits: a window that leaves them is refused.</summary>
    [Theory]
    [InlineData("strides", 1L << 21, "its window, strides or padding are larger than 1048576")]
    [InlineData("pads", 1L << 21, "its window, strides or padding are larger than 1048576")]
    [InlineData("dilations", 1L << 21, "its window, strides or padding are larger than 1048576")]
    [InlineData("strides", 2, null)]
    public void WindowsBeyond32BitsAreRefused(string attribute, long size, string? reason)
    {
        var g = new TestGraph(5);
        long[] both = attribute == "pads" ? [size, size] : [size];
        g.Output(g.Node("pool", Core.Ops.PoolingOperators.MaxPool, [g.Input("x", ElementType.S8, 1, 1, 8)], ("kernel_shape", new IntsAttribute([1])), (attribute, new IntsAttribute(both))));
        Assert.Equal(reason, CProject.Refusals(g.Graph).Select(r => r.Reason).FirstOrDefault());
    }

    /// <summary>Constant indices become places in the code: those outside of the axis are refused, those below zero count from its end.</summary>
    [Theory]
    [InlineData(4, "its index 4 is outside of an axis of size 4")]
    [InlineData(-5, "its index -5 is outside of an axis of size 4")]
    [InlineData(3, null)]
    [InlineData(-4, null)]
    public void ConstantIndicesLieInsideTheAxis(long index, string? reason)
    {
        var g = new TestGraph(5);
        g.Output(g.Node("pick", Core.Ops.DataMovementOperators.Gather, [g.Input("x", ElementType.S8, 3, 4, 2), g.Constant("i", Tensor.Of([0L, index], 2))], ("axis", 1)));
        Assert.Equal(reason, CProject.Refusals(g.Graph).Select(r => r.Reason).FirstOrDefault());
        if (reason is null)
        {
            string code = CProject.Emit(g.Model, new CProjectOptions("net")).Files["net_weights.c"];
            Assert.Contains($"{{\n    0, {(index + 4) % 4 * 2},\n}}", code, StringComparison.Ordinal);
        }
        else
        {
            Assert.Contains(reason, Assert.Throws<ArgumentException>(() => CProject.Emit(g.Model, new CProjectOptions("net"))).Message, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void IdentifiersDifferAlsoWithoutCase()
    {
        var names = new CNames();
        string[] made = [.. Hostile.Select(n => names.Unique("p", n).Text)];
        Assert.Equal(made.Length, made.Distinct(StringComparer.OrdinalIgnoreCase).Count());
        Assert.All(made, name => Assert.Matches("^p(_[A-Za-z0-9_]+)?$", name));
    }

    [Fact]
    public void CommentsCannotEnd()
    {
        Assert.All(Hostile, name =>
        {
            string comment = CCode.Comment(name).ToString();
            Assert.DoesNotContain("*/", comment, StringComparison.Ordinal);
            Assert.DoesNotContain("/*", comment, StringComparison.Ordinal);
            Assert.DoesNotContain("??", comment, StringComparison.Ordinal);
            Assert.DoesNotContain('\n', comment);
        });
        Assert.Equal("\"\\\"a\\\\\\?\\?/\"", CCode.Quoted("\"a\\??/").ToString());
    }

    [Fact]
    public void TheHeaderTellsSizesScalesAndZeroPoints()
    {
        var g = new TestGraph(5);
        Value x = g.Input("image", ElementType.U8, 1, 3, 4, 4), y = g.Output(OperatorCases.Copied(g, x));
        string header = CProject.Emit(g.Model, new CProjectOptions("kws")
        {
            Quantization = new Dictionary<string, QuantParams> { ["image"] = QuantParams.PerTensor(ElementType.U8, 0.1f, 3), [y.Name] = QuantParams.PerTensor(ElementType.S8, 2, -5) },
        }).Files["kws.h"];
        foreach (string line in new[]
        {
            "#define KWS_ARENA_SIZE 8", "#define KWS_INPUT_IMAGE_COUNT 48", "#define KWS_INPUT_IMAGE_SHAPE {1, 3, 4, 4}", "#define KWS_INPUT_IMAGE_SCALE 0.1f",
            "#define KWS_INPUT_IMAGE_ZERO_POINT (3)", "#define KWS_OUTPUT_Q_SCALE 2.0f", "#define KWS_OUTPUT_Q_ZERO_POINT (-5)",
            "int kws_run(const uint8_t *input_image, int8_t *output_q, void *arena);",
        })
        {
            Assert.Contains(line + "\n", header, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void WhatCannotBeWrittenIsNamedWithItsReason()
    {
        var g = new TestGraph(5);
        Value x = g.Input("x", ElementType.S8, 4);
        g.Output(g.Node("f", IntegerOperators.Requantize, [x, g.Constant("m", Tensor.Of([0.5f], 1))], ("arithmetic", "F32"), ("to", (long)ElementType.S8), ("low", -128), ("high", 127)));
        g.Output(g.Node("softplus", Core.Ops.ActivationOperators.Softplus, [x]));
        Assert.Equal([("f", "arithmetic F32 needs floats; lower with R31"), ("softplus", "the operator has no integer form in C")],
            CProject.Refusals(g.Graph).Select(r => (r.Node.Name, r.Reason)));
        Assert.Throws<ArgumentException>(() => CProject.Emit(g.Model, new CProjectOptions("x")));
        var floats = new TestGraph(5);
        floats.Output(floats.Input("x", ElementType.F32, 4));
        Assert.Throws<ArgumentException>(() => CProject.Emit(floats.Model, new CProjectOptions("x")));
    }
}
