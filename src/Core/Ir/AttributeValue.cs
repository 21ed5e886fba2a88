using System.Text;
using Qcc.Core.Ops;

namespace Qcc.Core.Ir;

/// <summary>Value of a node attribute.</summary>
public abstract record AttributeValue
{
    /// <summary>What the importer keeps of the source to write an unchanged attribute back as it was.</summary>
    public object? Origin { get; init; }

    /// <summary>Where a value came from makes no difference to what it is.</summary>
    public virtual bool Equals(AttributeValue? other) => other is not null && EqualityContract == other.EqualityContract;

    public override int GetHashCode() => EqualityContract.GetHashCode();

    public static implicit operator AttributeValue(long value) => new IntAttribute(value);
    public static implicit operator AttributeValue(float value) => new FloatAttribute(value);
    public static implicit operator AttributeValue(string value) => new StringAttribute(Encoding.UTF8.GetBytes(value));
    public static implicit operator AttributeValue(long[] values) => new IntsAttribute(values);
    public static implicit operator AttributeValue(float[] values) => new FloatsAttribute(values);
    public static implicit operator AttributeValue(Tensor value) => new TensorAttribute(value);
}

public sealed record IntAttribute(long Value) : AttributeValue;
public sealed record FloatAttribute(float Value) : AttributeValue;

/// <summary>A string attribute: bytes, which ONNX asks to be UTF-8.</summary>
public sealed record StringAttribute(ReadOnlyMemory<byte> Utf8) : AttributeValue
{
    public string Text => Encoding.UTF8.GetString(Utf8.Span);
    public bool Equals(StringAttribute? other) => other is not null && Utf8.Span.SequenceEqual(other.Utf8.Span);
    public override int GetHashCode() => Text.GetHashCode(StringComparison.Ordinal);
}

public sealed record IntsAttribute(IReadOnlyList<long> Values) : AttributeValue;
public sealed record FloatsAttribute(IReadOnlyList<float> Values) : AttributeValue;
public sealed record StringsAttribute(IReadOnlyList<ReadOnlyMemory<byte>> Values) : AttributeValue;
public sealed record TensorAttribute(Tensor Value) : AttributeValue;

/// <summary>A subgraph (a branch of If, the body of Loop or Scan).</summary>
public sealed record GraphAttribute(Graph Value) : AttributeValue;

/// <summary>A list of subgraphs.</summary>
public sealed record GraphsAttribute(IReadOnlyList<Graph> Values) : AttributeValue;

/// <summary>In a local function: the value of the caller's attribute of this name.</summary>
public sealed record ReferenceAttribute(string Name) : AttributeValue
{
    /// <summary>What values it takes, which a file must say; null where the importer's Origin says it.</summary>
    public AttributeKind? Kind { get; init; }
}

/// <summary>An attribute that no pass looks into (lists of tensors, sparse tensors, types); the importer's Origin holds it.</summary>
public sealed record CarriedAttribute(string Text) : AttributeValue;
