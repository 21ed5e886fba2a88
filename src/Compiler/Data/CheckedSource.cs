using System.Numerics.Tensors;
using System.Runtime.InteropServices;
using Qcc.Core.Diagnostics;
using Qcc.Core.Ir;
using Tensor = Qcc.Core.Ir.Tensor;

namespace Qcc.Data;

/// <summary>Looks at every sample on its way: values must be finite, and inputs should not be constant.</summary>
sealed class CheckedSource(SampleSource inner, string file, SampleOptions options, IDiagnostics diagnostics) : SampleSource
{
    public override int? Count => options.BadSamples == BadSamples.Refuse ? inner.Count : null;

    public override IEnumerable<Sample> Read(CancellationToken cancellation)
    {
        var constants = new ConstantInputs();
        int number = 0, skipped = 0;
        foreach (Sample sample in inner.Read(cancellation))
        {
            if (FirstNonFinite(sample, number++) is { } bad)
            {
                skipped += options.BadSamples == BadSamples.Skip ? 1 : throw new DiagnosticException(bad);
                diagnostics.Report(DataDiagnostics.LeftOut(bad));
                continue;
            }
            constants.See(sample);
            yield return sample;
        }
        Conclude(constants, number - skipped, skipped);
    }

    void Conclude(ConstantInputs constants, int used, int skipped)
    {
        if (skipped > 0)
        {
            diagnostics.Report(DataDiagnostics.SamplesSkipped.At(new Place(file), new(skipped, used)));
        }
        if (used == 0)
        {
            throw new DiagnosticException(DataDiagnostics.NoSamples.At(new Place(file), "no sample is left"));
        }
        if (used > 1)
        {
            foreach (string input in constants.Names)
            {
                diagnostics.Report(DataDiagnostics.ConstantInput.At(new Place(file, null, input), used));
            }
        }
    }

    Diagnostic? FirstNonFinite(Sample sample, int number)
    {
        foreach ((string input, Tensor tensor) in sample.Inputs)
        {
            int bad = NonFiniteIndex(tensor);
            if (bad >= 0)
            {
                string what = $"{ValueAt(tensor, bad)} at {ElementIndex.Of(tensor.Shape, bad)}";
                return DataDiagnostics.NonFinite.At(new Place(file, null, input), new(number, sample.Name, what));
            }
        }
        return null;
    }

    static int NonFiniteIndex(Tensor tensor) => tensor.Element switch
    {
        ElementType.F32 => IndexIn<float>(tensor),
        ElementType.F64 => IndexIn<double>(tensor),
        ElementType.F16 => IndexIn<Half>(tensor),
        ElementType.BF16 => tensor.As<ushort>().IndexOfAnyInRange((ushort)0x7f80, (ushort)0x7fff) is >= 0 and var positive
            ? positive
            : tensor.As<ushort>().IndexOfAnyInRange((ushort)0xff80, (ushort)0xffff),
        _ => -1,
    };

    static int IndexIn<T>(Tensor tensor) where T : unmanaged, System.Numerics.INumberBase<T>
    {
        ReadOnlySpan<T> values = MemoryMarshal.Cast<byte, T>(tensor.Bytes.Span);
        if (values.IsEmpty || TensorPrimitives.IsFiniteAll(values))
        {
            return -1;
        }
        int i = 0;
        while (T.IsFinite(values[i]))
        {
            i++;
        }
        return i;
    }

    static string ValueAt(Tensor tensor, int index) => tensor.Element switch
    {
        ElementType.F32 => Text(tensor.As<float>()[index]),
        ElementType.F64 => Text(tensor.As<double>()[index]),
        ElementType.F16 => Text((double)MemoryMarshal.Cast<byte, Half>(tensor.Bytes.Span)[index]),
        _ => Text(BitConverter.Int32BitsToSingle(tensor.As<ushort>()[index] << 16)),
    };

    static string Text(double value) => double.IsNaN(value) ? "NaN" : value > 0 ? "Inf" : "-Inf";
}
