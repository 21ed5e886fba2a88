using Qcc.Core.Diagnostics;
using Qcc.Core.Ir;
using Qcc.Measure;
using Qcc.Onnx;
using Qcc.Onnx.Runtime;

namespace Qcc.EndToEnd.Tests.Odd;

/// <summary>What must hold of an emitted file beside the model it was made of.</summary>
static class EmittedFile
{
    /// <summary>
    /// Names, order and types of inputs and outputs are the model's. An input with a default value is a constant afterwards,
    /// and a declared shape that the model contradicts (<c>batch-fixed</c>) may be corrected.
    /// </summary>
    public static void AssertInterfaceKept(string model, string emitted)
    {
        Graph before = ModelImporter.Read(model, new DiagnosticList()).Graph, after = ModelImporter.Read(emitted, new DiagnosticList()).Graph;
        Assert.Equal(before.Inputs.Where(v => v.Initializer is null).Select(Text), after.Inputs.Where(v => v.Initializer is null).Select(Text));
        Assert.Equal(before.Outputs.Select(v => v.Name), after.Outputs.Select(v => v.Name));
        foreach ((Value old, Value now) in before.Outputs.Zip(after.Outputs).Where(p => p.First.TensorType is not null))
        {
            Assert.Equal(old.TensorType!.Element, now.TensorType?.Element);
            Assert.Equal(old.TensorType.Shape?.Count, old.TensorType.Shape is null ? null : now.TensorType?.Shape?.Count);
        }
    }

    /// <summary>
    /// The file gives recorded outputs on recorded inputs, run as written and optimized: shapes and types exactly, and float
    /// values finite where the records are.
    /// </summary>
    /// <returns>The lower of the two SQNRs over all float outputs, in dB.</returns>
    public static double Compare(string emitted, IEnumerable<string> sets)
    {
        double least = double.PositiveInfinity;
        foreach (OrtOptimization level in new[] { OrtOptimization.None, OrtOptimization.All })
        {
            using OrtSession session = OrtSession.Load(emitted, new OrtSessionOptions { Optimization = level });
            var meter = new SqnrMeter();
            foreach (string set in sets)
            {
                Compare(session, set, meter);
            }
            least = meter.Count == 0 ? least : Math.Min(least, meter.Db);
        }
        return least;
    }

    static void Compare(OrtSession session, string set, SqnrMeter meter)
    {
        Dictionary<string, Tensor> inputs = Read(set, "input_*.pb").ToDictionary(t => t.Name, t => t.Tensor, StringComparer.Ordinal);
        (string Name, Tensor Tensor)[] records = Read(set, "output_*.pb");
        using OrtOutputs run = session.Run(inputs);
        for (int i = 0; i < records.Length; i++)
        {
            Tensor record = records[i].Tensor;
            Assert.Equal(record.Element, run.Element(i));
            Assert.Equal(record.Shape, run.Shape(i));
            if (record.Element.IsFloat() && run.Copy(i) is { } result)
            {
                Assert.True(NonFinite.First(result) is null || NonFinite.First(record) is not null, $"{records[i].Name} is not finite");
                meter.Add(Floats(record), Floats(result));
            }
        }
    }

    static (string Name, Tensor Tensor)[] Read(string set, string files) =>
        [.. Directory.GetFiles(set, files).OrderBy(Number).Select(TensorFile.Read)];

    static int Number(string file) => int.Parse(Path.GetFileNameWithoutExtension(file).Split('_')[1], System.Globalization.CultureInfo.InvariantCulture);

    static float[] Floats(Tensor tensor) => tensor.Element switch
    {
        ElementType.F64 => [.. tensor.As<double>().ToArray().Select(v => (float)v)],
        ElementType.F16 => [.. System.Runtime.InteropServices.MemoryMarshal.Cast<byte, Half>(tensor.Bytes.Span).ToArray().Select(v => (float)v)],
        _ => tensor.Floats.ToArray(),
    };

    static string Text(Value value) => $"{value.Name}: {value.Type}";
}
