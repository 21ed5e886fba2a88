using System.Numerics.Tensors;
using System.Runtime.InteropServices;
using Qcc.Core.Ir;
using Qcc.Onnx.Runtime;

namespace Qcc.Measure;

/// <summary>Outputs of a run as float32, whatever float type the model gives.</summary>
static class OutputValues
{
    /// <summary>The values of a float output, converted where needed.</summary>
    public static ReadOnlySpan<float> Floats(OrtOutputs outputs, int index) => Floats(outputs.Element(index), outputs.Bytes(index));

    /// <summary>The values of a float tensor, converted where needed.</summary>
    public static ReadOnlySpan<float> Floats(Core.Ir.Tensor tensor) => Floats(tensor.Element, tensor.Bytes.Span);

    static ReadOnlySpan<float> Floats(ElementType element, ReadOnlySpan<byte> bytes) => element switch
    {
        ElementType.F32 => MemoryMarshal.Cast<byte, float>(bytes),
        ElementType.F16 => Widen(MemoryMarshal.Cast<byte, Half>(bytes)),
        ElementType.F64 => Narrow(MemoryMarshal.Cast<byte, double>(bytes)),
        ElementType.BF16 => Widen(MemoryMarshal.Cast<byte, ushort>(bytes)),
        var other => throw new ArgumentException($"{other.Name()} is no float type", nameof(element)),
    };

    /// <summary>Size of the last dimension; 1 for a scalar.</summary>
    public static int Columns(OrtOutputs outputs, int index) => outputs.Shape(index) is { Length: > 0 } shape ? (int)shape[^1] : 1;

    static float[] Widen(ReadOnlySpan<Half> halves)
    {
        var floats = new float[halves.Length];
        TensorPrimitives.ConvertToSingle(halves, floats);
        return floats;
    }

    static float[] Narrow(ReadOnlySpan<double> doubles)
    {
        var floats = new float[doubles.Length];
        TensorPrimitives.ConvertTruncating(doubles, floats);
        return floats;
    }

    /// <summary>bfloat16 is the upper half of a float32.</summary>
    static float[] Widen(ReadOnlySpan<ushort> upper)
    {
        var floats = new float[upper.Length];
        for (int i = 0; i < floats.Length; i++)
        {
            floats[i] = BitConverter.UInt32BitsToSingle((uint)upper[i] << 16);
        }
        return floats;
    }
}
