using System.Collections.Concurrent;
using Qcc.Core.Ir;
using Qcc.Core.Ops;
using Qcc.Core.Ops.Integer;
using Qcc.Onnx;
using Qcc.Onnx.Runtime;

namespace Qcc.EndToEnd.Tests.FusedKernels;

/// <summary>Kernels that take codes one by one or in pairs.</summary>
static class Elementwise
{
    /// <summary>A, A_scale, A_zero_point, B, B_scale, B_zero_point, C_scale, C_zero_point.</summary>
    public static Tensor Binary(KernelInputs k, Func<CodeType, CodeType, CodeType, Func<int, int, int>> function)
    {
        (CodeType a, CodeType b, CodeType y) = (k.Codes(1), k.Codes(4), k.Codes(6));
        (Tensor left, Tensor right) = IsRow(k[0].Shape, k[3].Shape) ? (k[3], k[0]) : (k[0], k[3]);
        Func<int, int, int> code = ReferenceEquals(left, k[0]) ? function(a, b, y) : function(b, a, y);
        int[] first = Expanded(left, k.Actual.Shape), second = Expanded(right, k.Actual.Shape);
        return Packed(y.Element, [.. first.Zip(second, code)], k.Actual.Shape);
    }

    /// <summary>Y_scale, Y_zero_point, then each input with its scale and zero point.</summary>
    public static Tensor QLinearConcat(KernelInputs k)
    {
        CodeType y = k.Codes(0);
        var graph = new Evaluated();
        var branches = new List<Value>();
        for (int i = 2; i < k.Tensors.Count; i += 3)
        {
            CodeType x = k.Codes(i + 1);
            branches.Add(Lookup(graph, k[i], x == y ? null : F32Table.Rescale(x.Scale, x.Range, y.Scale, y.Range), y.Element));
        }
        return graph.Run(graph.Node(DataMovementOperators.Concat, (y.Element, k.Actual.Shape), k.Attributes("axis"), [.. branches]));
    }

    /// <summary>X, X_scale, X_zero_point, Y_scale, Y_zero_point.</summary>
    public static Tensor QLinearLeakyRelu(KernelInputs k)
    {
        (CodeType x, CodeType y) = (k.Codes(1), k.Codes(3));
        var graph = new Evaluated();
        return graph.Run(Lookup(graph, k[0], F32Table.LeakyRelu(k.Node.Float("alpha", 0.01f), x.Scale, x.Range, y.Scale, y.Range), y.Element));
    }

    static readonly ConcurrentDictionary<(CodeType, CodeType), int[]> Sigmoids = new();

    /// <summary>
    /// X, X_scale, X_zero_point, Y_scale, Y_zero_point. The table is the runtime's own, from the 256 codes alone: its sigmoid is a polynomial that
    /// gives another code than the exact one for about one entry in 10^5.
    /// </summary>
    public static Tensor QLinearSigmoid(KernelInputs k)
    {
        (CodeType x, CodeType y) = (k.Codes(1), k.Codes(3));
        var graph = new Evaluated();
        return graph.Run(Lookup(graph, k[0], Sigmoids.GetOrAdd((x, y), _ => TableOf(k)), y.Element));
    }

    static int[] TableOf(KernelInputs k)
    {
        (long low, long high) = k[0].Element.Range();
        var graph = new Graph("table", new NameScope());
        Value x = graph.AddInput("x", TensorType.Of(k[0].Element, high - low + 1));
        Node node = graph.Insert(null, k.Node.Operator, [x, .. k.Tensors.Skip(1).Select(t => t is null ? null : graph.AddConstant("c", t))], "y");
        graph.AddOutput(node.Output);
        var model = new Model(graph) { IrVersion = 8 };
        model.SetOpset("", 17);
        model.SetOpset(k.Node.Operator.Domain, 1);
        using OrtSession session = OrtSession.Load(ModelExporter.Export(model), new OrtSessionOptions { Optimization = OrtOptimization.None }, "table");
        int[] codes = [.. Enumerable.Range((int)low, (int)(high - low + 1))];
        using OrtOutputs outputs = session.Run(new Dictionary<string, Tensor> { ["x"] = Packed(k[0].Element, codes, [codes.Length]) });
        return [.. outputs.Copy(0)!.ToInt64().Select(v => (int)v)];
    }

    static Value Lookup(Evaluated graph, Tensor codes, int[]? table, ElementType element)
    {
        Value input = graph.Input(codes);
        return table is null ? input : graph.Node(IntegerOperators.Lookup, (element, codes.Shape), [], input, graph.Input(Packed(element, table, [table.Length])));
    }

    /// <summary>
    /// Whether the first operand is one number for each row of the second: the innermost axis along which the sizes differ has size 1 there.
    /// ONNX Runtime then exchanges the operands.
    /// </summary>
    static bool IsRow(IReadOnlyList<long> a, IReadOnlyList<long> b)
    {
        for (int i = 1; i <= Math.Min(a.Count, b.Count); i++)
        {
            if (a[^i] > 1 || b[^i] > 1)
            {
                return a[^i] == 1;
            }
        }
        return a.All(size => size == 1);
    }

    static int[] Expanded(Tensor tensor, IReadOnlyList<long> sizes)
    {
        Tensor whole = tensor.Shape.SequenceEqual(sizes) ? tensor
            : Evaluated.One(DataMovementOperators.Expand, (tensor.Element, sizes), [], tensor, Tensor.Of([.. sizes], sizes.Count));
        return [.. whole.ToInt64().Select(v => (int)v)];
    }

    public static Tensor Packed(ElementType element, int[] codes, IReadOnlyList<long> shape) =>
        new(element, shape, codes.Select(v => unchecked((byte)v)).ToArray());
}
