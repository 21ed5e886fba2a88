using System.Runtime.InteropServices;
using System.Security.Cryptography;
using Qcc.Codegen.C.Text;
using Qcc.Core.Ir;
using Qcc.Core.Ops.Integer;

namespace Qcc.Codegen.C.Layers;

/// <summary>The constant arrays of a project; equal ones are stored once.</summary>
sealed class ConstantPool(CName project, CNames names)
{
    readonly Dictionary<(ElementType, string), CName> _known = [];
    readonly List<(CName Name, ElementType Type, long[] Values)> _arrays = [];

    /// <summary>Bytes of all arrays.</summary>
    public long Bytes => _arrays.Sum(a => a.Type.ByteSize(a.Values.Length));

    /// <summary>The array that holds these values.</summary>
    /// <param name="hint">What they are; any text.</param>
    /// <param name="type">Their type, which holds them; of 4 bits two share a byte, the low half first.</param>
    /// <param name="values">At least one.</param>
    public CName Add(string hint, ElementType type, long[] values)
    {
        string hash = Convert.ToHexString(SHA256.HashData(MemoryMarshal.AsBytes<long>(values)));
        if (!_known.TryGetValue((type, hash), out CName name))
        {
            name = names.Unique($"{project.Text}_w{_arrays.Count}", hint, 24);
            _known[(type, hash)] = name;
            _arrays.Add(type == ElementType.S4 ? (name, ElementType.U8, [.. IntegerValues.Halves([.. values.Select(v => (int)v)]).Select(b => (long)b)]) : (name, type, values));
        }
        return name;
    }

    /// <summary>Declarations, for the header.</summary>
    public void Declare(CWriter w)
    {
        foreach ((CName name, ElementType type, long[] values) in _arrays)
        {
            w.Line($"extern const {type} {name}[{values.Length}];");
        }
    }

    /// <summary>Definitions.</summary>
    public void Define(CWriter w)
    {
        foreach ((CName name, ElementType type, long[] values) in _arrays)
        {
            w.Raw(CCode.Of($"\nconst {type} {name}[{values.Length}] = ").ToString());
            w.Numbers(values);
            w.Raw(";\n");
        }
    }
}
