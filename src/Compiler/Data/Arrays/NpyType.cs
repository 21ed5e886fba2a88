using Qcc.Core.Diagnostics;
using Qcc.Core.Ir;

namespace Qcc.Data.Arrays;

/// <summary>Element types of numpy, written as byte order ('&lt;', '&gt;', '|', '='), kind and bytes: <c>&lt;f4</c>.</summary>
static class NpyType
{
    public static (ElementType Element, ByteOrder Order) Parse(string descr, Place place)
    {
        ByteOrder order = descr.StartsWith('>') ? ByteOrder.Big : ByteOrder.Little;
        string code = descr.TrimStart('<', '>', '|', '=');
        ElementType element = code switch
        {
            "f2" => ElementType.F16,
            "f4" => ElementType.F32,
            "f8" => ElementType.F64,
            "i1" => ElementType.S8,
            "i2" => ElementType.S16,
            "i4" => ElementType.S32,
            "i8" => ElementType.S64,
            "u1" => ElementType.U8,
            "u2" => ElementType.U16,
            "u4" => ElementType.U32,
            "u8" => ElementType.U64,
            "b1" or "?" => ElementType.Bool,
            _ => throw new DiagnosticException(Refusal(code).At(place, descr)),
        };
        return (element, order);
    }

    static DiagnosticKind<string> Refusal(string code) => code switch
    {
        ['O', ..] => DataDiagnostics.PickledArray,
        ['U' or 'S' or 'a', ..] => DataDiagnostics.TextArray,
        _ => DataDiagnostics.UnsupportedArrayType,
    };
}
