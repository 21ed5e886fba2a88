using Google.Protobuf;
using Onnx;
using Qcc.Fuzz.Mutation;

namespace Qcc.Fuzz.Subjects;

/// <summary>ONNX test data: a tensor message as a sample.</summary>
static class TensorFileSubject
{
    const int Float = 1;

    public static Subject Entry { get; } = new("pb", 3, Write, (sandbox, stop) => ArraySubject.RunAsync(sandbox, "data", Compiling.Net, stop));

    static void Write(Random random, Sandbox sandbox)
    {
        var tensor = new TensorProto { DataType = Float, Name = "x" };
        int[] shape = ArraySubject.Inputs[0].Shape;
        tensor.Dims.Add(shape.Select(s => (long)s));
        int count = shape.Aggregate(1, (p, s) => p * s);
        if (random.Next(2) == 0)
        {
            tensor.FloatData.Add(Enumerable.Range(0, count).Select(_ => random.NextSingle()));
        }
        else
        {
            tensor.RawData = ByteString.CopyFrom(new byte[4 * count]);
        }
        sandbox.Write("data/test_data_set_0/input_0.pb", MessageMutator.Mutate(random, tensor.ToByteArray(), TensorProto.Descriptor));
    }
}
