namespace Qcc.Onnx.ExternalData;

static class ExternalDataDefaults
{
    /// <summary>Tensors below this stay in the model where data files are needed: shapes and scalars are read by type inference.</summary>
    public const long Threshold = 1024;
}
