using global::Onnx;
using Qcc.Core.Ir;

namespace Qcc.Onnx.Import;

/// <summary>Checks sparse tensors, whose parts <see cref="TensorData"/> has checked one by one.</summary>
static class SparseTensorCheck
{
    /// <summary>The type of the tensor that it stands for, after values and indices were found to agree with it.</summary>
    public static TensorType TypeOf(SparseTensorProto sparse, ImportContext context, Site site)
    {
        string name = sparse.Values?.Name ?? "";
        if (sparse.Values is not { } values || sparse.Indices is not { } indices)
        {
            throw context.Refuse(ImportDiagnostics.SparseTensor, "values or indices are missing", site, name);
        }
        var shape = new TensorProto { DataType = values.DataType, Name = name };
        shape.Dims.Add(sparse.Dims);
        TensorLayout dense = TensorLayout.Of(shape, context, site);
        if (indices.DataType != (int)ElementType.S64 || values.Dims.Count != 1)
        {
            throw context.Refuse(ImportDiagnostics.SparseTensor, "values must be a vector and indices int64", site, name);
        }
        if (Fault(TensorReader.Read(indices), values.Dims[0], dense) is { } fault)
        {
            throw context.Refuse(ImportDiagnostics.SparseTensor, fault, site, name);
        }
        return TensorType.Of(dense.Element, dense.Shape);
    }

    // Indices are [n] into the flat tensor or [n, rank] coordinates.
    static string? Fault(Tensor indices, long count, TensorLayout dense)
    {
        bool flat = indices.Rank == 1;
        int rank = flat ? 1 : dense.Shape.Length;
        if (indices.Rank is not (1 or 2) || indices.Shape[0] != count || (!flat && indices.Shape[1] != rank))
        {
            return $"indices {indices.Type} do not match {count} values of {dense.Text}";
        }
        ReadOnlySpan<long> all = indices.As<long>();
        for (int i = 0; i < all.Length; i++)
        {
            if (all[i] < 0 || all[i] >= (flat ? dense.Count : dense.Shape[i % rank]))
            {
                return $"index {all[i]} lies outside the shape [{string.Join(',', dense.Shape)}]";
            }
        }
        return null;
    }
}
