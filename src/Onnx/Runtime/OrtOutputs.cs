using Microsoft.ML.OnnxRuntime;
using Qcc.Core.Ir;

namespace Qcc.Onnx.Runtime;

/// <summary>The outputs of one run; their data live until this is disposed.</summary>
public sealed class OrtOutputs : IDisposable
{
    readonly IDisposableReadOnlyCollection<OrtValue> _values;

    readonly OrtTensorTypeAndShapeInfo?[] _types;

    internal OrtOutputs(IDisposableReadOnlyCollection<OrtValue> values)
    {
        _values = values;
        _types = new OrtTensorTypeAndShapeInfo?[values.Count];
    }

    public int Count => _values.Count;

    /// <summary>
    /// Whether output <paramref name="index"/> is a dense tensor (sequences and optionals are not) whose data one span can hold: what is larger is
    /// neither counted nor compared.
    /// </summary>
    public bool IsTensor(int index) => _values[index].IsTensor && TypeOf(index).ElementCount <= int.MaxValue / LargestElement;

    /// <summary>Bytes of a complex number of two doubles.</summary>
    const int LargestElement = 16;

    /// <summary>Element type of a tensor output.</summary>
    public ElementType Element(int index) => (ElementType)(int)TypeOf(index).ElementDataType;

    /// <summary>Shape of a tensor output.</summary>
    public long[] Shape(int index) => TypeOf(index).Shape;

    /// <summary>The data of an f32 output, without copying.</summary>
    public ReadOnlySpan<float> Floats(int index) => _values[index].GetTensorDataAsSpan<float>();

    /// <summary>Raw data of a tensor of numbers, without copying.</summary>
    public ReadOnlySpan<byte> Bytes(int index) => _values[index].GetTensorMutableRawData();

    /// <summary>A copy that outlives the run; null where the output is no dense tensor of numbers.</summary>
    public Tensor? Copy(int index)
    {
        if (!IsTensor(index) || Element(index) == ElementType.String)
        {
            return null;
        }
        return new Tensor(Element(index), Shape(index), Bytes(index).ToArray());
    }

    /// <summary>Asked of the runtime once: each question is a native call.</summary>
    OrtTensorTypeAndShapeInfo TypeOf(int index) => _types[index] ??= _values[index].GetTensorTypeAndShape();

    public void Dispose() => _values.Dispose();
}
