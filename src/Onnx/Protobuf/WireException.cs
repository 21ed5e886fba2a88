namespace Qcc.Onnx.Protobuf;

/// <summary>Bytes that are no protobuf message, and where; the importer turns it into a diagnostic.</summary>
sealed class WireException(long position, string reason) : Exception($"byte {position}: {reason}")
{
    public long Position { get; } = position;
    public string Reason { get; } = reason;
}
