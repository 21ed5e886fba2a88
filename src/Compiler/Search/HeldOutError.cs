using Qcc.Calibrate;
using Qcc.Core.Ir;
using Qcc.Measure;
using Qcc.Onnx.Runtime;

namespace Qcc.Search;

/// <summary>Error of a file on held-out samples against the float outputs.</summary>
static class HeldOutError
{
    /// <summary>SQNR over all float outputs and samples, and argmax agreement of the first float output.</summary>
    public static (SqnrMeter Sqnr, ArgmaxMeter Argmax) Measure(OrtSession session, IReadOnlyList<HeldOutSample> samples, IReadOnlyList<string> outputs)
    {
        var sqnr = new SqnrMeter();
        var argmax = new ArgmaxMeter();
        foreach (HeldOutSample sample in samples)
        {
            using OrtOutputs run = session.Run(sample.Inputs, outputs);
            int floats = 0;
            for (int i = 0; i < outputs.Count; i++)
            {
                if (sample.Outputs[i] is { Element: ElementType.F32 } reference && run.Floats(i).Length == reference.Floats.Length)
                {
                    sqnr.Add(reference.Floats, run.Floats(i));
                    if (floats++ == 0 && reference.Rank > 0)
                    {
                        argmax.Add(reference.Floats, run.Floats(i), (int)reference.Shape[^1]);
                    }
                }
            }
        }
        return (sqnr, argmax);
    }
}
