using Qcc.Core.Ir;

namespace Qcc.Core.Rewrite;

/// <summary>Captures an initializer that the caller cannot replace, of one element type (f32 unless told otherwise).</summary>
public sealed class Const(string name, ElementType element = ElementType.F32) : Operand
{
    public string Name { get; } = name;

    /// <summary>The element type asked for; <see cref="ElementType.Undefined"/> for any.</summary>
    public ElementType Element { get; } = element;

    internal bool Accepts(Tensor? tensor) => tensor is not null && (Element == ElementType.Undefined || tensor.Element == Element);

    public override string ToString() => Name;
}
