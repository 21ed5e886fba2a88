using Google.Protobuf;
using global::Onnx;
using Qcc.Core.Diagnostics;
using Qcc.Core.Ir;
using Qcc.Onnx.ExternalData;
using Qcc.Onnx.Protobuf;

namespace Qcc.Onnx;

/// <summary>
/// A model ready to be written. It is cheap: tensors are views of the model's. It shows the model as it was when it was
/// exported.
/// </summary>
public sealed class ExportedModel
{
    // A message of 2 GB cannot be written or read; the rest of the model (names, nodes) is given room beside the tensors.
    const long InlineLimit = int.MaxValue - (64L << 20);
    const int BufferBytes = 1 << 20;

    /// <summary>What the file with a model's data is called behind the name of the model's file.</summary>
    public const string DataSuffix = ".data";

    readonly ModelProto _model;

    internal ExportedModel(ModelProto model, bool isLarge = false)
    {
        _model = model;
        IsLarge = isLarge;
        new TensorVisit((tensor, _) => TensorBytes += tensor.RawData.Length).Model(model);
    }

    /// <summary>Bytes of all tensors that are stored raw.</summary>
    public long TensorBytes { get; private set; }

    /// <summary>Whether the weights lie in a <see cref="WeightStore"/>: then a session maps them, and a file keeps them beside it.</summary>
    public bool IsLarge { get; }

    /// <summary>Whether the model fits into one protobuf message; a larger one can only be written to a file with external data.</summary>
    public bool FitsOneMessage => TensorBytes <= InlineLimit;

    /// <summary>Whether a session can take the model: what it cannot map must fit into one message.</summary>
    public bool FitsSession => IsLarge ? TensorBytes - _model.Graph.Initializer.Where(t => MappedFile.Find(t.RawData.Memory) is not null).Sum(t => (long)t.RawData.Length) <= InlineLimit : FitsOneMessage;

    /// <summary>Bytes that the model takes in a file, or in a file and the data beside it.</summary>
    public long CalculateBytes()
    {
        if (!IsLarge)
        {
            return _model.CalculateSize();
        }
        (byte[] message, IReadOnlyList<(string Name, Tensor Tensor)> mapped) = ToStub();
        return message.Length + mapped.Sum(m => (long)m.Tensor.Bytes.Length);
    }

    /// <summary>The model in one array, for a session in memory.</summary>
    /// <exception cref="InvalidOperationException">The model does not fit (<see cref="FitsOneMessage"/>).</exception>
    public byte[] ToArray()
    {
        CheckFits();
        return _model.ToByteArray();
    }

    /// <summary>Writes the model to a stream.</summary>
    /// <exception cref="InvalidOperationException">The model does not fit (<see cref="FitsOneMessage"/>).</exception>
    public void WriteTo(Stream stream)
    {
        CheckFits();
        Write(_model, stream);
    }

    /// <summary>
    /// Writes the model to a file. Where an external threshold is given, or the model does not fit into one message, large
    /// tensors go to a data file beside it, which is called like the file with <see cref="DataSuffix"/> behind and is replaced if it exists.
    /// </summary>
    /// <param name="path">The model file; it is replaced if it exists.</param>
    /// <param name="externalThreshold">Tensors of at least so many bytes go to the data file; null: none unless needed.</param>
    /// <param name="dataName">The name by which the model refers to its data, where both files are renamed later.</param>
    /// <returns>The files that were written.</returns>
    /// <exception cref="DiagnosticException">A file cannot be written.</exception>
    public IReadOnlyList<string> WriteTo(string path, long? externalThreshold = null, string? dataName = null)
    {
        try
        {
            if (externalThreshold is null && FitsOneMessage && !IsLarge)
            {
                using FileStream file = File.Create(path);
                Write(_model, file);
                return [path];
            }
            string data = path + DataSuffix;
            return WriteSplit(path, data, externalThreshold ?? ExternalDataDefaults.Threshold, dataName ?? Path.GetFileName(data));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new DiagnosticException(IoDiagnostics.Unwritable.At(new Place(path), e.Message));
        }
    }

    string[] WriteSplit(string path, string dataPath, long threshold, string location)
    {
        (ModelProto model, IReadOnlyList<(long Offset, ByteString Data)> tensors) = ExternalSplit.Split(_model, Math.Max(threshold, 1), location);
        if (tensors.Count > 0)
        {
            using FileStream data = File.Create(dataPath);
            foreach ((long offset, ByteString bytes) in tensors)
            {
                data.Position = offset;
                data.Write(bytes.Span);
                if (IsLarge)
                {
                    // Nobody watches what lies in memory when a compile is over.
                    MappedFile.Find(bytes.Memory)?.File.Discard();
                }
            }
        }
        using FileStream file = File.Create(path);
        Write(model, file);
        return tensors.Count > 0 ? [path, dataPath] : [path];
    }

    /// <summary>
    /// The model without the mapped initializers of its main graph, which refer to where they lie in the file system, seen from its
    /// root; and those initializers.
    /// </summary>
    internal (byte[] Message, IReadOnlyList<(string Name, Tensor Tensor)> Mapped) ToStub()
    {
        ModelProto copy = _model.Clone();
        var mapped = new List<(string, Tensor)>();
        foreach (TensorProto tensor in copy.Graph.Initializer)
        {
            if (tensor.RawData.Length >= WeightStore.Threshold && MappedFile.Find(tensor.RawData.Memory) is { } place)
            {
                mapped.Add((tensor.Name, new Tensor((ElementType)tensor.DataType, [.. tensor.Dims], tensor.RawData.Memory)));
                ExternalSplit.Refer(tensor, Path.GetRelativePath(Path.GetPathRoot(place.File.Path)!, place.File.Path), place.Offset);
            }
        }
        return (copy.ToByteArray(), mapped);
    }

    void CheckFits()
    {
        if (!FitsOneMessage)
        {
            throw new InvalidOperationException($"{TensorBytes} bytes of tensors do not fit into one message; write the model to a file");
        }
    }

    static void Write(ModelProto model, Stream stream)
    {
        using var output = new CodedOutputStream(stream, BufferBytes, leaveOpen: true);
        model.WriteTo(output);
    }
}
