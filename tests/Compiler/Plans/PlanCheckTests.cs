using Qcc.Core.Diagnostics;
using Qcc.Core.Ir;
using Qcc.Core.Quantization;
using Qcc.Core.Text;
using Qcc.Plans;
using Qcc.Targets;

namespace Qcc.Compiler.Tests.Plans;

/// <summary>Plans with codes of 16 bits, as somebody may have edited them.</summary>
public sealed class PlanCheckTests
{
    const string Text = """
        graph g(%x: f32[2,4]) -> (%y: f32[2,4]) {
          %a = MatMul(%x, f32[4,4]{1,2,3,4,5,6,7,8,9,10,11,12,13,14,15,16}) : f32[2,4]
          %r = Reshape(%a, s64[2]{2,4}) : f32[2,4]
          %n = Softmax(%r) : f32[2,4]
          %b = MatMul(%n, f32[4,4]{1,2,3,4,5,6,7,8,9,10,11,12,13,14,15,16}) : f32[2,4]
          %y = Relu(%b)
        }
        """;

    static readonly ValueDecision X = new("x", 0.01f, 0, "", ElementType.S16, new NarrowCodes(0.5f, 100)), A = new("a", 0.02f, 0, "", ElementType.S16),
        R = A with { Value = "r" }, N = new("n", 1 / 256f, 0, ""), Y = new("y", 0.5f, 0, "");

    static QuantizationPlan Plan(params ValueDecision[] values) => new()
    {
        Target = "int8-integer",
        Method = "",
        Values = values,
        Nodes =
        [
            new("a", "a", "MatMul", Placement.Integer, ""), new("r", "r", "Reshape", Placement.Integer, ""), new("n", "n", "Softmax", Placement.Integer, ""),
            new("b", "b", "MatMul", Placement.Integer, ""), new("y", "y", "Relu", Placement.Absorbed, ""),
        ],
    };

    static string? Refusal(QuantizationPlan plan)
    {
        try
        {
            new PlanCheck(plan, GraphParser.ParseGraph(Text), TargetRegistry.Find(plan.Target)!, new Place("plan.json")).Run();
            return null;
        }
        catch (DiagnosticException e)
        {
            Assert.Equal("QCC3015", e.Diagnostic.Code);
            return e.Diagnostic.Text;
        }
    }

    static void Refuses(string value, string why, QuantizationPlan plan)
    {
        string? message = Refusal(plan);
        Assert.NotNull(message);
        Assert.Contains($"\"{value}\"", message, StringComparison.Ordinal);
        Assert.Contains(why, message, StringComparison.Ordinal);
    }

    [Fact]
    public void WideCodesBesideNarrowOnesFit() => Assert.Null(Refusal(Plan(X, A, R, N, Y)));

    [Fact]
    public void TypesAndZeroPointsOfCodes()
    {
        const string Why = "needs a zero point of 0 to 255 and type U8, or 0 and S16";
        Refuses("a", Why, Plan(X, A with { ZeroPoint = 1 }, R, N, Y));
        Refuses("n", Why, Plan(X, A, R, N with { Type = ElementType.S8 }, Y));
        Refuses("n", Why, Plan(X, A, R, N with { Type = ElementType.F32 }, Y));
        Refuses("n", Why, Plan(X, A, R, N with { ZeroPoint = -1 }, Y));
    }

    [Theory]
    [InlineData(0, 100)]
    [InlineData(-0.5f, 100)]
    [InlineData(float.NaN, 100)]
    [InlineData(float.PositiveInfinity, 100)]
    [InlineData(0.5f, -1)]
    [InlineData(0.5f, 256)]
    public void ParametersOfNarrowCodes(float scale, int zeroPoint) =>
        Refuses("x", "needs narrow codes with a scale above zero and a zero point of 0 to 255", Plan(X with { Narrow = new NarrowCodes(scale, zeroPoint) }, A, R, N, Y));

    /// <summary>A layer with weights reads narrowed codes, or where there are none those of 16 bits.</summary>
    [Fact]
    public void ALayerWithWeightsReadsWhatThereIs() => Assert.Null(Refusal(Plan(X with { Narrow = null }, A, R, N, Y)));

    [Fact]
    public void AMovementKeepsTheType() => Refuses("r", "needs the parameters of the value it is moved from", Plan(X, A, R with { Type = ElementType.U8 }, N, Y));

    [Fact]
    public void AnyResultMayBeWideWhereTheKernelWritesThem() => Assert.Null(Refusal(Plan(X, A, R, N with { Type = ElementType.S16, Narrow = new NarrowCodes(1 / 256f, 0) }, Y)));

    [Fact]
    public void WideCodesBehindAnAbsorbedNodeAreLimited() => Assert.Null(Refusal(Plan(X, A, R, N, Y with { Type = ElementType.S16 })));

    /// <summary>The kernels of ONNX Runtime read and write bytes.</summary>
    [Fact]
    public void ATargetOfBytesHasNoWideCodes()
    {
        QuantizationPlan plan = Plan(X, A with { Type = ElementType.U8 }, Y) with { Target = "int8-cpu", Nodes = [new("a", "a", "MatMul", Placement.Integer, "")] };
        Assert.Null(Refusal(plan));
        Refuses("a", "has 16-bit codes", plan with { Values = [X, A] });
        Refuses("a", "reads \"x\" in 8 bits", plan with { Values = [X with { Narrow = null }, A with { Type = ElementType.U8 }] });
        Refuses("r", "reads \"a\" in 8 bits", plan with { Values = [A with { Narrow = new NarrowCodes(1, 0) }, R], Nodes = [new("r", "r", "Reshape", Placement.Integer, "")] });
    }

    static readonly WeightGrid blocks = new(4, 16, [1, 1, -1, 1]), channels = new(4, WeightGrid.WholeChannel, [1, 1, 1, 1]);

    /// <summary>Weights in blocks: codes and scales of a plan stand in the file as they are.</summary>
    [Fact]
    public void WeightsInBlocksFitTheirLayer()
    {
        NodeDecision a = new("a", "a", "MatMul", Placement.WeightOnly, "") { WeightGrid = blocks, WeightCodes = new byte[16] };
        QuantizationPlan PlanOf(NodeDecision decision) => Plan() with { Target = "int4-cpu", Nodes = [decision] };
        Assert.Null(Refusal(PlanOf(a)));
        Assert.Null(Refusal(PlanOf(a with { WeightGrid = blocks with { ZeroPoints = [0, 15, 8, 8] } })));
        const string Why = "needs weight codes and a grid that fit";
        Refuses("a", Why, PlanOf(a with { WeightGrid = null }));
        Refuses("a", Why, PlanOf(a with { WeightCodes = null }));
        Refuses("a", Why, PlanOf(a with { WeightCodes = [.. Enumerable.Repeat((byte)8, 16)] }));
        Refuses("a", Why, PlanOf(a with { WeightGrid = blocks with { Scales = [1, 1, 1] } }));
        Refuses("a", Why, PlanOf(a with { WeightGrid = blocks with { Scales = [1, 0, 1, 1] } }));
        Refuses("a", Why, PlanOf(a with { WeightGrid = blocks with { BlockSize = 24 } }));
        Refuses("a", Why, PlanOf(a with { WeightGrid = blocks with { Bits = 8 } }));
        Refuses("a", Why, PlanOf(a with { WeightGrid = blocks with { ZeroPoints = [0, 16, 8, 8] } }));
        Refuses("a", "has a bias correction that does not fit", PlanOf(a with { BiasCorrection = new float[4] }));
        Refuses("a", "has a placement that its kernel does not know", PlanOf(a with { Placement = Placement.Integer }));
    }

    /// <summary>Layers of integer-only targets take 4 bits with a positive scale for each channel; those of ONNX Runtime's kernels do not.</summary>
    [Fact]
    public void WeightsOfFourBitsFitTheirLayer()
    {
        QuantizationPlan PlanOf(WeightGrid grid, byte[]? codes = null) => Plan(X, A, R, N, Y) with { Nodes = [.. Plan().Nodes.Select(n => n.Output == "a" ? n with { WeightGrid = grid, WeightCodes = codes } : n)] };
        Assert.Null(Refusal(PlanOf(channels)));
        Assert.Null(Refusal(PlanOf(channels, new byte[16])));
        const string Why = "has a grid of weights that does not fit";
        Refuses("a", Why, PlanOf(channels, [.. Enumerable.Repeat((byte)100, 16)]));
        Refuses("a", Why, PlanOf(channels with { Scales = [1, 1, 1] }));
        Refuses("a", Why, PlanOf(channels with { Scales = [1, 1, -1, 1] }));
        Refuses("a", Why, PlanOf(channels with { Bits = 8 }));
        Refuses("a", Why, PlanOf(blocks));
        Refuses("a", Why, PlanOf(channels) with { Target = "int8-cpu", Values = [X, A with { Type = ElementType.U8 }], Nodes = [new("a", "a", "MatMul", Placement.Integer, "") { WeightGrid = channels }] });
    }
}
