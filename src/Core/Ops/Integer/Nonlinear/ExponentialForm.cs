namespace Qcc.Core.Ops.Integer.Nonlinear;

/// <summary>The integer forms of e^(-d·s) (docs/integer-arithmetic.md 4.1, 4.3, 5.2).</summary>
public enum ExponentialForm
{
    /// <summary>256 entries: d of 8 bits.</summary>
    Table,

    /// <summary>Two tables of 256 entries and one multiplication: d of 16 bits.</summary>
    TwoTables,

    /// <summary>The polynomial of degree 2 that I-BERT takes, with constants of a fixed Q format.</summary>
    Degree2,

    /// <summary>A polynomial of degree 3, for 8-bit results.</summary>
    Degree3,

    /// <summary>A polynomial of degree 5, for 16-bit results.</summary>
    Degree5,

    /// <summary>Shifts and additions as I-ViT takes them, with constants of a fixed Q format.</summary>
    Shift,
}
