using System.Globalization;
using Google.Protobuf;
using Onnx;
using Qcc.Fuzz.Mutation;

namespace Qcc.Fuzz.Subjects;

/// <summary>Models whose tensors lie in another file, or say that they do.</summary>
static class ExternalDataSubject
{
    const int InOtherFile = 1;

    public static Subject Entry { get; } = new("external", 7, Write, ModelSubject.RunAsync);

    static void Write(Random random, Sandbox sandbox)
    {
        ModelProto model = ModelProto.Parser.ParseFrom(ModelSubject.Seed(random));
        using var data = new MemoryStream();
        foreach (TensorProto tensor in model.Graph?.Initializer.Where(t => t.RawData.Length > 0) ?? [])
        {
            long offset = data.Length;
            data.Write(tensor.RawData.Span);
            tensor.DataLocation = InOtherFile;
            Add(tensor, "location", random.Next(6) == 0 ? Values.Text(random) : "weights.bin");
            Add(tensor, "offset", random.Next(6) == 0 ? Values.NumberText(random) : offset.ToString(CultureInfo.InvariantCulture));
            Add(tensor, "length", random.Next(6) == 0 ? Values.NumberText(random) : tensor.RawData.Length.ToString(CultureInfo.InvariantCulture));
            if (random.Next(8) > 0)
            {
                tensor.ClearRawData();
            }
        }
        byte[] bytes = model.ToByteArray();
        sandbox.Write("model.onnx", random.Next(3) == 0 ? MessageMutator.Mutate(random, bytes, ModelProto.Descriptor) : bytes);
        sandbox.Write("weights.bin", random.Next(4) == 0 ? Values.Damage(random, data.ToArray()) : data.ToArray());
    }

    static void Add(TensorProto tensor, string key, string value) => tensor.ExternalData.Add(new StringStringEntryProto { Key = key, Value = value });
}
