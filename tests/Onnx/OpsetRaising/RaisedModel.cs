using System.Globalization;
using Qcc.Core.Diagnostics;
using Qcc.Core.Ir;
using Qcc.Onnx.OpsetRaising;
using Qcc.Onnx.Runtime;

namespace Qcc.Onnx.Tests.OpsetRaising;

/// <summary>A model as it was and raised, both as bytes; ONNX Runtime judges whether they compute the same.</summary>
public sealed record RaisedModel(byte[] Before, byte[] After)
{
    public const int Target = 21;

    // As written: no fusion may hide a node or round elsewhere.
    static readonly OrtSessionOptions AsWritten = new() { Optimization = OrtOptimization.None };

    /// <summary>Raises a model with the types that it has.</summary>
    public static RaisedModel Of(Model model)
    {
        byte[] before = ModelExporter.Export(model).ToArray();
        OpsetRaiser.Raise(model, Target, "model.onnx");
        return new(before, ModelExporter.Export(model).ToArray());
    }

    /// <summary>Raises a model after all of its types were inferred, as a compile does.</summary>
    public static RaisedModel Typed(Model model)
    {
        new OrtRuntime("model.onnx").InferTypes(model);
        return Of(model);
    }

    /// <summary>What differs between the outputs of both models on the inputs; null where nothing does.</summary>
    /// <param name="tolerance">Greatest difference, relative to the greatest magnitude of an output.</param>
    public string? Difference(Func<OrtSession, IReadOnlyDictionary<string, Tensor>> inputs, double tolerance = 0)
    {
        using OrtSession before = OrtSession.Load(Before, AsWritten, "before");
        using OrtSession after = OrtSession.Load(After, AsWritten, "after");
        if (!before.Inputs.SequenceEqual(after.Inputs) || !before.Outputs.SequenceEqual(after.Outputs))
        {
            return "names of inputs or outputs";
        }
        IReadOnlyDictionary<string, Tensor> values = inputs(before);
        using OrtOutputs expected = before.Run(values);
        using OrtOutputs found = after.Run(values);
        for (int i = 0; i < expected.Count; i++)
        {
            if (expected.Copy(i) is { } a && Difference(a, found.Copy(i)!, tolerance) is { } difference)
            {
                return $"output {before.Outputs[i]}: {difference}";
            }
        }
        return null;
    }

    /// <summary>Whether ONNX Runtime takes the model as it was.</summary>
    public bool Runs(Func<OrtSession, IReadOnlyDictionary<string, Tensor>> inputs)
    {
        try
        {
            using OrtSession session = OrtSession.Load(Before, AsWritten, "before");
            session.Run(inputs(session)).Dispose();
            return true;
        }
        catch (DiagnosticException)
        {
            return false;
        }
    }

    static string? Difference(Tensor a, Tensor b, double tolerance)
    {
        if (a.Element != b.Element || !a.Shape.SequenceEqual(b.Shape))
        {
            return $"{a.Type} before, {b.Type} after";
        }
        if (a.Bytes.Span.SequenceEqual(b.Bytes.Span))
        {
            return null;
        }
        if (tolerance == 0 || !a.Element.IsFloat())
        {
            return $"the bits differ: {Show(a)} before, {Show(b)} after";
        }
        double[] x = ToDouble(a), y = ToDouble(b);
        double bound = tolerance * x.Where(double.IsFinite).Select(Math.Abs).DefaultIfEmpty().Max();
        for (int at = 0; at < x.Length; at++)
        {
            if (!(x[at].Equals(y[at]) || Math.Abs(x[at] - y[at]) <= bound))
            {
                return string.Create(CultureInfo.InvariantCulture, $"{x[at]} before, {y[at]} after, more than {bound} apart");
            }
        }
        return null;
    }

    static string Show(Tensor tensor) => tensor.Element == ElementType.F32
        ? string.Join(' ', tensor.Floats[..(int)Math.Min(tensor.Count, 8)].ToArray().Select(v => v.ToString("G9", CultureInfo.InvariantCulture)))
        : Convert.ToHexString(tensor.Bytes.Span[..Math.Min(tensor.Bytes.Length, 32)]);

    static double[] ToDouble(Tensor tensor) => tensor.Element switch
    {
        ElementType.F32 => [.. tensor.Floats.ToArray().Select(v => (double)v)],
        ElementType.F64 => tensor.As<double>().ToArray(),
        ElementType.F16 => [.. tensor.As<Half>().ToArray().Select(v => (double)v)],
        _ => [.. tensor.As<ushort>().ToArray().Select(v => (double)BitConverter.UInt32BitsToSingle((uint)v << 16))],
    };

    /// <summary>Random inputs of the types that the session tells; symbols and unknown sizes become <paramref name="size"/>.</summary>
    public static Func<OrtSession, IReadOnlyDictionary<string, Tensor>> Random(int seed, long size = 2) => session =>
    {
        var random = new Random(seed);
        return session.Inputs.ToDictionary(name => name, name => Random(session.InputType(name)!, random, size));
    };

    static Tensor Random(TensorType type, Random random, long size)
    {
        // ONNX Runtime's binding tells a scalar by no shape at all.
        long[] shape = [.. (type.Shape ?? []).Select(d => d.Size ?? size)];
        int count = (int)shape.Aggregate(1L, (a, b) => a * b);
        return type.Element switch
        {
            ElementType.F32 => Tensor.Of([.. Enumerable.Range(0, count).Select(_ => (float)(random.NextDouble() * 4 - 2))], shape),
            ElementType.F64 => Tensor.Of(type.Element, [.. Enumerable.Range(0, count).Select(_ => random.NextDouble() * 4 - 2)], shape),
            ElementType.F16 => Tensor.Of(type.Element, [.. Enumerable.Range(0, count).Select(_ => (Half)(random.NextDouble() * 4 - 2))], shape),
            ElementType.S64 => Tensor.Of([.. Enumerable.Range(0, count).Select(_ => (long)random.Next(0, 2))], shape),
            ElementType.S32 => Tensor.Of(type.Element, [.. Enumerable.Range(0, count).Select(_ => random.Next(0, 2))], shape),
            ElementType.Bool => Tensor.Of(type.Element, [.. Enumerable.Range(0, count).Select(_ => (byte)random.Next(0, 2))], shape),
            ElementType.U8 => Tensor.Of(type.Element, [.. Enumerable.Range(0, count).Select(_ => (byte)random.Next(0, 256))], shape),
            _ => throw new NotSupportedException($"random {type.Element.Name()}"),
        };
    }
}
