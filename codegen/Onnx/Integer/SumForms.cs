using Qcc.Core.Ir;
using Qcc.Core.Ops;
using Qcc.Core.Ops.Integer;

namespace Qcc.Codegen.Onnx.Integer;

/// <summary>Sum and SumPool as functions.</summary>
static class SumForms
{
    // Attribute "offset" is the zero point's share of each sum.
    static readonly FunctionText Reduce = new("Sum", "", """
        graph Sum(%X) -> (%Y) {
          %x = Cast(%X) {to=6}
          %axes = Constant() {value_ints=$axes}
          %total = ReduceSum(%x, %axes) {keepdims=$keepdims}
          %offset = Constant() {value_int=$offset}
          %offset32 = Cast(%offset) {to=6}
          %Y = Sub(%total, %offset32)
        }
        """)
    { Implements = IntegerOperators.Sum };

    /// <summary>The function that a Sum calls.</summary>
    public static FunctionText Sum(Node node)
    {
        long ratio = node.Input(0)!.TensorType!.Count!.Value / Math.Max(node.Output.TensorType!.Count!.Value, 1);
        node.Set("offset", node.Int("x_zero_point", 0) * ratio);
        return Reduce;
    }

    /// <summary>
    /// The function that a SumPool calls: each channel is an image of its own, convolved with ones. Windows that reach past the end (ceil_mode) are written
    /// as padding, which adds nothing either.
    /// </summary>
    public static FunctionText SumPool(Node node)
    {
        WriteOutPadding(node);
        ElementType type = node.Input(0)!.TensorType!.Element;
        CodeParts parts = CodeParts.Unsigned(type, "X", "x_zero_point");
        string lines = parts.Lines + """
              %kernel = Constant() {value_ints=$kernel_shape}
              %onesSizes = Concat(s64[2]{1,1}, %kernel) {axis=0}
              %ones = ConstantOfShape(%onesSizes) {value=u8[1]{1}}
              %inner = Shape(%X) {start=2}
              %imageSizes = Concat(s64[2]{-1,1}, %inner) {axis=0}

            """
            + string.Concat(parts.Names.Select(p => $$"""
                  %{{p}}Images = Reshape(%{{p}}, %imageSizes)
                  %{{p}}Sums = ConvInteger(%{{p}}Images, %ones, %{{p}}Zero) {strides=$strides, pads=$pads, dilations=$dilations}

                """))
            + CodeParts.Combine([.. parts.Names.Select(p => $"{p}Sums")], "sums") + """
              %outer = Shape(%X) {end=2}
              %windows = Shape(%sums) {start=2}
              %sizes = Concat(%outer, %windows) {axis=0}
              %Y = Reshape(%sums, %sizes)

            """;
        return new FunctionText("SumPool", type.Name(), $$"""
            graph SumPool(%X) -> (%Y) {
            {{lines}}}
            """)
        { Implements = IntegerOperators.SumPool };
    }

    static void WriteOutPadding(Node node)
    {
        IReadOnlyList<Dim> x = node.Input(0)!.TensorType!.Shape!, y = node.Output.TensorType!.Shape!;
        Window[] windows = Window.Of(node, x, node.Ints("kernel_shape")!)!;
        IEnumerable<long> ends = windows.Select((w, axis) =>
            Math.Max(0, (y[axis + 2].Size!.Value - 1) * w.Stride + w.Extent - x[axis + 2].Size!.Value - w.PadBegin));
        node.Set("pads", (long[])[.. windows.Select(w => w.PadBegin), .. ends]);
        node.Set("ceil_mode", null);
    }
}
