using Qcc.Core.Diagnostics;
using Qcc.Core.Ir;
using Qcc.Core.Ops;
using Qcc.Core.Quantization;
using Qcc.Core.Text;
using Qcc.Onnx.Runtime;
using Qcc.Onnx;
using Qcc.Passes.Equalize;
using Qcc.Passes.Lower;

namespace Qcc.Passes.Tests;

/// <summary>A model in text form with input "x", run by ONNX Runtime as it is written.</summary>
sealed class Observed
{
    readonly float[] _data;

    /// <param name="text">A graph whose input "x" has a known shape and whose values may be untyped.</param>
    /// <param name="data">Elements of "x".</param>
    /// <param name="opset">The version of ONNX's operators.</param>
    public Observed(string text, float[] data, int opset = 17)
    {
        Model = new Model(GraphParser.ParseGraph(text)) { IrVersion = 8 };
        Model.SetOpset("", opset);
        _data = data;
        new OrtRuntime("test").InferTypes(Model);
        Statistics = Observe();
    }

    public Model Model { get; }

    public Graph Graph => Model.Graph;

    /// <summary>What the float model's values were on the data.</summary>
    public ActivationStatistics Statistics { get; }

    /// <summary>Every output of a model with the same input.</summary>
    public Dictionary<string, float[]> Run(Model model)
    {
        Value x = Model.Graph.Inputs[0];
        using OrtSession session = OrtSession.Load(ModelExporter.Export(model).ToArray(), new OrtSessionOptions { Optimization = OrtOptimization.None }, "test");
        using OrtOutputs outputs = session.Run(new Dictionary<string, Tensor> { [x.Name] = Tensor.Of(_data, [.. x.TensorType!.Shape!.Select(d => d.Size!.Value)]) });
        return session.Outputs.Select((name, i) => (name, outputs.Floats(i).ToArray())).ToDictionary(p => p.name, p => p.Item2);
    }

    ActivationStatistics Observe()
    {
        Model tapped = Model.Copy();
        foreach (Value value in tapped.Graph.Nodes.SelectMany(n => n.Outputs).OfType<Value>().Where(v => !v.IsGraphOutput && v.TensorType is { Element: ElementType.F32 }).ToArray())
        {
            tapped.Graph.AddOutput(value);
        }
        var statistics = new ActivationStatistics { Samples = 1 };
        Dictionary<string, float[]> values = Run(tapped);
        values["x"] = _data;
        Func<Value, int> axisOf = ChannelGroup.AxisIn(Model.Graph);
        foreach (Value value in Model.Graph.Inputs.Concat(Model.Graph.Nodes.SelectMany(n => n.Outputs).OfType<Value>()))
        {
            long[] shape = [.. value.TensorType!.Shape!.Select(d => d.Size!.Value)];
            int axis = shape.Length > 1 ? axisOf(value) : 0, channels = (int)shape[axis];
            int outer = (int)shape.Take(axis).Aggregate(1L, (product, size) => product * size);
            var seen = new ValueStatistics(channels, axis);
            seen.Add(values[value.Name], outer, values[value.Name].Length / outer / channels);
            statistics.Set(value.Name, seen);
            statistics.SetShape(value.Name, shape);
        }
        return statistics;
    }

    /// <summary>Bell-shaped numbers.</summary>
    public static float[] Bell(int count, int seed)
    {
        var random = new Random(seed);
        return [.. Enumerable.Range(0, count).Select(_ => random.NextSingle() + random.NextSingle() + random.NextSingle() - 1.5f)];
    }

    /// <summary>Bell-shaped constant in the notation of graphs.</summary>
    public static string Weights(int seed, params long[] shape) =>
        $"f32[{string.Join(',', shape)}]{{{string.Join(',', Bell((int)shape.Aggregate(1L, (a, b) => a * b), seed).Select(v => v.ToString("R", System.Globalization.CultureInfo.InvariantCulture)))}}}";

    /// <summary>
    /// A kernel table for tests: like that of a CPU in its forms, with costs that a test can count on. Float nodes take 10, integer
    /// nodes 1, a crossing 3 in either direction.
    /// </summary>
    public static KernelTable Kernels { get; } = new(
    [
        Weighted(ConvolutionOperators.Conv, 0),
        Weighted(MatrixOperators.Gemm, 1) with { CanKeepFloatResult = true },
        Weighted(MatrixOperators.MatMul, 1) with { CanKeepFloatResult = true },
        .. new[] { MatrixOperators.Gemm, MatrixOperators.MatMul }.Select(o => Of(o, KernelForm.Dynamic) with { CanKeepFloatResult = true, Write = DynamicProduct.WriteFused }),
        Of(RecurrentOperators.LSTM, KernelForm.Dynamic) with { CanKeepFloatResult = true, Write = DynamicLstm.Write },
        Of(ElementwiseOperators.Add, KernelForm.Elementwise),
        Of(DataMovementOperators.Concat, KernelForm.Elementwise) with { OnlyMoves = true },
        Of(ActivationOperators.Sigmoid, KernelForm.Elementwise),
        Of(PoolingOperators.MaxPool, KernelForm.SameScale),
        Of(DataMovementOperators.Flatten, KernelForm.SameScale),
        Of(DataMovementOperators.Pad, KernelForm.SameScale) with { RunsOnCodes = true },
        Of(ActivationOperators.Relu, KernelForm.Absorbed) with { Bounds = _ => (0, float.PositiveInfinity) },
    ],
    _ => new CrossingCost(3, 3, 0));

    static Kernel Of(Operator @operator, KernelForm form) => new(@operator, form) { Cost = _ => new KernelCost(10, 1) };

    static Kernel Weighted(Operator @operator, int axis) => Of(@operator, KernelForm.Weighted) with { WeightAxis = _ => axis, Refuses = n => n.Constant(1) is null ? "computed weights" : null };
}
