using Qcc.Core.Ir;
using Qcc.Data;
using Qcc.Onnx;
using Qcc.Passes.Quantize;
using Qcc.Targets;

namespace Qcc;

/// <summary>A model that a compile has accepted, before it changes its graph. Disposing of it deletes the weights in temporary files.</summary>
/// <param name="Model">What the compile works on; canonicalization changes it.</param>
/// <param name="Original">The same, which stays as it is.</param>
/// <param name="Source"><paramref name="Original"/>, to be run.</param>
/// <param name="Selection">What the user lets become integer.</param>
/// <param name="Synthetic">Whether the samples are made up.</param>
/// <param name="Store">Where the weights of a large model go, or null.</param>
sealed record PreparedModel(
    Target Target, Model Model, Model Original, ExportedModel Source, Selection Selection, ICalibrationSource Samples, bool Synthetic, WeightStore? Store) : IDisposable
{
    public void Dispose() => Store?.Dispose();
}
