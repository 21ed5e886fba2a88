using System.Globalization;
using Qcc.Core.Ir;
using Qcc.Core.Ops.Integer;
using Qcc.Core.Text;
using Qcc.Onnx.Runtime;

namespace Qcc.Onnx.Tests.Integer;

/// <summary>A model of one node, run by ONNX Runtime as it is written.</summary>
static class OneKernel
{
    /// <summary>The result of the node, widened.</summary>
    /// <param name="node">Operator, inputs and attributes in the notation of graphs; reads %a and perhaps %b.</param>
    /// <param name="inputs">The data of %a, %b.</param>
    public static int[] Run(string node, params ReadOnlySpan<Tensor> inputs)
    {
        using OrtOutputs outputs = RunFor(node, inputs);
        return outputs.Element(0) == ElementType.U8
            ? [.. outputs.Bytes(0).ToArray().Select(v => (int)v)]
            : [.. outputs.Bytes(0).ToArray().Select(v => (int)(sbyte)v)];
    }

    /// <summary>The float32 result of the node.</summary>
    public static float[] RunToFloats(string node, params ReadOnlySpan<Tensor> inputs)
    {
        using OrtOutputs outputs = RunFor(node, inputs);
        return outputs.Floats(0).ToArray();
    }

    static OrtOutputs RunFor(string node, ReadOnlySpan<Tensor> inputs)
    {
        string[] names = ["a", "b"];
        var feeds = new Dictionary<string, Tensor>();
        for (int i = 0; i < inputs.Length; i++)
        {
            feeds[names[i]] = inputs[i];
        }
        string parameters = string.Join(", ", feeds.Select(f => $"%{f.Key}: {f.Value.Type}"));
        var model = new Model(GraphParser.ParseGraph($"graph g({parameters}) -> (%y) {{\n  %y = {node}\n}}")) { IrVersion = 8 };
        model.SetOpset("", 17);
        model.SetOpset("com.microsoft", 1);
        using OrtSession session = OrtSession.Load(ModelExporter.Export(model), new OrtSessionOptions { Optimization = OrtOptimization.None }, "test");
        return session.Run(feeds);
    }

    /// <summary>Codes as a tensor of u8, or of s8 where the type is signed.</summary>
    public static Tensor Codes(bool isSigned, IReadOnlyList<int> codes, params ReadOnlySpan<long> shape)
    {
        byte[] bytes = [.. codes.Select(v => unchecked((byte)v))];
        return new Tensor(isSigned ? ElementType.S8 : ElementType.U8, shape.ToArray(), bytes);
    }

    /// <summary>A scale in the notation of graphs.</summary>
    public static string Scale(float scale) => $"f32[]{{{scale.ToString("R", CultureInfo.InvariantCulture)}}}";

    /// <summary>Scales of channels in the notation of graphs.</summary>
    public static string Scales(IReadOnlyList<float> scales) =>
        $"f32[{scales.Count}]{{{string.Join(',', scales.Select(s => s.ToString("R", CultureInfo.InvariantCulture)))}}}";

    /// <summary>A zero point in the notation of graphs.</summary>
    public static string Zero(bool isSigned, int zeroPoint) => $"{(isSigned ? "s8" : "u8")}[]{{{zeroPoint}}}";

    /// <summary>All codes of a type with a zero point.</summary>
    public static CodeRange All(bool isSigned, int zeroPoint) => isSigned ? CodeRange.S8(zeroPoint) : CodeRange.U8(zeroPoint);

    /// <summary>Fails with the first difference.</summary>
    public static void Same(int[] actual, Func<int, int> expected, string what)
    {
        for (int i = 0; i < actual.Length; i++)
        {
            if (actual[i] != expected(i))
            {
                Assert.Fail($"{what}: element {i} is {actual[i]} in ONNX Runtime, {expected(i)} here");
            }
        }
    }
}
