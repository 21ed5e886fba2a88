using System.Globalization;
using Qcc.Core.Ir;
using Qcc.Core.Ops.Integer;

namespace Qcc.Codegen.Onnx.Integer;

/// <summary>
/// Conv, ConvTranspose and MatMul as functions around ConvInteger and MatMulInteger, which take zero points and pad with them. Weights become w + 128 with
/// zero point 128 when the model is loaded. Codes of 16 bits are split into bytes, whose products are put together modulo 2^32.
/// </summary>
static class ProductForms
{
    /// <summary>The function that a Conv calls; its bias [M] is written as [M,1,...] to broadcast over positions.</summary>
    public static FunctionText Conv(Node node)
    {
        bool hasBias = SpreadBias(node);
        CodeParts parts = CodeParts.Unsigned(TypeOf(node, 0), "X", "x_zero_point");
        string lines = parts.Lines + UnsignedKernel("W") + Convolutions(parts.Names, parts.Names, "strides=$strides, pads=$pads, dilations=$dilations, group=$group") + WithBias(hasBias);
        return Product("Conv", TypeOf(node, 0).Name(), hasBias, $"%X, %W{Bias(hasBias)}", lines, IntegerOperators.Conv, []);
    }

    /// <summary>
    /// The function that a ConvTranspose calls: a convolution with the mirrored kernel over X spread by the strides. Inputs behind the node's own say, axis
    /// by axis, which element of X each position reads; the element behind the last one holds the zero point.
    /// </summary>
    public static FunctionText ConvTranspose(Node node)
    {
        bool hasBias = SpreadBias(node);
        CodeParts parts = CodeParts.Unsigned(TypeOf(node, 0), "X", "x_zero_point");
        int rank = node.Input(0)!.TensorType!.Shape!.Count - 2;
        if (!hasBias)
        {
            Graph.AddInputOf(node, null);
        }
        foreach (Tensor places in SpreadPlaces.Of(node))
        {
            Graph.AddInputOf(node, node.Graph.AddConstant($"{node.Output.Name}.places", places));
        }
        string axes = string.Concat(Enumerable.Range(0, rank).Select(i => $", %places{i}"));
        FunctionText spread = Spread(rank);
        string lines = parts.Lines + MirroredKernel(rank) + UnsignedKernel("mirrored")
            + string.Concat(parts.Names.Select(part => $"  %{part}Spread = qcc.{spread.Name}(%{part}, %{part}Zero{axes})\n"))
            + Convolutions([.. parts.Names.Select(p => $"{p}Spread")], parts.Names, "dilations=$dilations, group=$group") + WithBias(hasBias);
        return Product("ConvTranspose", $"{TypeOf(node, 0).Name()}_{rank}d", hasBias, $"%X, %W, %B{axes}", lines, IntegerOperators.ConvTranspose, [spread]);
    }

    /// <summary>The function that a MatMul calls.</summary>
    public static FunctionText MatMul(Node node)
    {
        bool hasBias = node.Input(2) is not null;
        (ElementType left, ElementType right) = (TypeOf(node, 0), TypeOf(node, 1));
        bool keepsPairs = right == ElementType.S8 && node.Constant(1) is { } weights && PairSums.Fit(weights);
        CodeParts a = CodeParts.Unsigned(left, "A", "a_zero_point"), b = keepsPairs ? CodeParts.Signed("B", "b_zero_point") : CodeParts.Unsigned(right, "B", "b_zero_point");
        string lines = a.Lines + b.Lines;
        int places = a.Names.Count + b.Names.Count - 1;
        var sums = new string?[places];
        for (int i = 0; i < a.Names.Count; i++)
        {
            for (int j = 0; j < b.Names.Count; j++)
            {
                string product = $"product{a.Names[i]}{b.Names[j]}";
                lines += $"  %{product} = MatMulInteger(%{a.Names[i]}, %{b.Names[j]}, %{a.Names[i]}Zero, %{b.Names[j]}Zero)\n";
                if (sums[i + j] is { } other)
                {
                    lines += $"  %{product}{other} = Add(%{other}, %{product})\n";
                    product += other;
                }
                sums[i + j] = product;
            }
        }
        lines += CodeParts.Combine([.. sums.Select(s => s!)], "sum") + (hasBias ? "  %Y = Add(%sum, %C)\n" : "  %Y = Identity(%sum)\n");
        return Product("MatMul", $"{left.Name()}_{right.Name()}{(keepsPairs ? "_pairs" : "")}", hasBias, $"%A, %B{(hasBias ? ", %C" : "")}", lines, IntegerOperators.MatMul, []);
    }

    static FunctionText Product(string name, string overload, bool hasBias, string inputs, string lines, Core.Ops.Operator implements, IReadOnlyList<FunctionText> calls) =>
        new(name, hasBias ? overload : $"{overload}_unbiased", $$"""
            graph {{name}}({{inputs}}) -> (%Y) {
            {{lines}}}
            """)
        { Implements = implements, Calls = calls };

    static string Convolutions(IReadOnlyList<string> parts, IReadOnlyList<string> zeroes, string attributes) =>
        string.Concat(parts.Select((part, i) => $"  %{part}Sums = ConvInteger(%{part}, %kernel, %{zeroes[i]}Zero, u8[]{{128}}) {{{attributes}}}\n"))
        + CodeParts.Combine([.. parts.Select(p => $"{p}Sums")], "sums");

    static string UnsignedKernel(string signed) => $$"""
          %kernelBits = Cast(%{{signed}}) {to=2}
          %kernel = Add(%kernelBits, u8[]{128})

        """;

    static string Bias(bool hasBias) => hasBias ? ", %B" : "";

    static string WithBias(bool hasBias) => hasBias ? "  %Y = Add(%sums, %B)\n" : "  %Y = Identity(%sums)\n";

    /// <summary>W [C,M/G,kernel] as [M,C/G,kernel], mirrored along each axis of the kernel. Of constants, so that it is done when the model is loaded.</summary>
    static string MirroredKernel(int rank) => $$"""
          %group = Constant() {value_int=$group}
          %groups = Reshape(%group, s64[1]{1})
          %split = Concat(%groups, s64[1]{-1}) {axis=0}
          %kernelSizes = Shape(%W) {start=1}
          %splitSizes = Concat(%split, %kernelSizes) {axis=0}
          %grouped = Reshape(%W, %splitSizes)
          %exchanged = Transpose(%grouped) {perm=[0,2,1,{{List(rank, i => i + 3)}}]}
          %inner = Shape(%exchanged) {start=2}
          %sizes = Concat(s64[1]{-1}, %inner) {axis=0}
          %filters = Reshape(%exchanged, %sizes)
          %mirrored = Slice(%filters, s64[{{rank}}]{ {{List(rank, _ => -1)}} }, s64[{{rank}}]{ {{List(rank, _ => long.MinValue)}} }, s64[{{rank}}]{ {{List(rank, i => i + 2)}} }, s64[{{rank}}]{ {{List(rank, _ => -1)}} })

        """;

    /// <summary>X with its elements at the places that read them, axis by axis; the other places read an element of padding.</summary>
    static FunctionText Spread(int rank)
    {
        string lines = "", from = "padded";
        for (int i = 0; i < rank; i++)
        {
            string to = i == rank - 1 ? "Y" : $"spread{i}";
            lines += $"  %{to} = Gather(%{from}, %places{i}) {{axis={i + 2}}}\n";
            from = to;
        }
        return new($"Spread{rank}d", "", $$"""
            graph Spread(%X, %zero{{string.Concat(Enumerable.Range(0, rank).Select(i => $", %places{i}"))}}) -> (%Y) {
              %padded = Pad(%X, s64[{{2 * (rank + 2)}}]{ {{List(2 * (rank + 2), i => i >= rank + 4 ? 1 : 0)}} }, %zero)
            {{lines}}}
            """);
    }

    static string List(int count, Func<int, long> number) => string.Join(",", Enumerable.Range(0, count).Select(i => number(i).ToString(CultureInfo.InvariantCulture)));

    static bool SpreadBias(Node node)
    {
        if (node.Input(2) is not { } bias)
        {
            return false;
        }
        int rank = node.Input(0)!.TensorType!.Shape!.Count - 2;
        if (bias.Constant is { } constant)
        {
            Graph.SetInput(node, 2, node.Graph.AddConstant(bias.Name, constant.Reshaped([constant.Count, .. Enumerable.Repeat(1L, rank)])));
        }
        else
        {
            Value sizes = node.Graph.AddConstant($"{bias.Name}.sizes", Tensor.Of([-1L, .. Enumerable.Repeat(1L, rank)], rank + 1));
            Graph.SetInput(node, 2, node.Graph.Insert(node, Core.Ops.DataMovementOperators.Reshape, [bias, sizes], bias.Name).Output);
        }
        return true;
    }

    static ElementType TypeOf(Node node, int input) => node.Input(input)!.TensorType!.Element;
}
