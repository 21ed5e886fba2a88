using Qcc.Codegen.C.Text;
using Qcc.Core.Ir;

namespace Qcc.Codegen.C.Layers;

/// <summary>
/// The kernels that a project calls. Each is a file of the folder Kernels, written once for types <c>x_t</c>, <c>w_t</c> and <c>y_t</c>, with
/// <c>w_at(w, i)</c> for number i of weights that may be packed; a project has a copy for each combination of types that occurs.
/// </summary>
sealed class KernelSet
{
    /// <summary>Functions that kernels share, those that call others first.</summary>
    static readonly string[] Shared = ["place", "volume", "exponential", "reciprocal_root", "bit_length"];

    static readonly string[] TypeNames = ["x_t", "w_t", "y_t"];
    readonly SortedDictionary<string, string> _sources = new(StringComparer.Ordinal);

    /// <summary>The function of a kernel for these types.</summary>
    /// <param name="kernel">Name of its file.</param>
    /// <param name="types">The types that it has, in the order x_t, w_t, y_t.</param>
    public CName Use(string kernel, params ReadOnlySpan<ElementType> types)
    {
        string source = Resource($"{kernel}.c");
        var suffix = new List<string>();
        int next = 0;
        foreach (string type in TypeNames.Where(t => source.Contains(t, StringComparison.Ordinal)))
        {
            suffix.Add(types[next].Name());
            if (type == "w_t")
            {
                source = source.Replace("w_at(", types[next] == ElementType.S4 ? "qcc_s4_at(" : "qcc_at(", StringComparison.Ordinal);
            }
            source = source.Replace(type, types[next++].CType(), StringComparison.Ordinal);
        }
        string name = $"qcc_{kernel}_{string.Join('_', suffix)}";
        _sources[name] = source.Replace("TYPES", string.Join('_', suffix), StringComparison.Ordinal);
        return new CName(name);
    }

    /// <summary>qcc_kernels.h</summary>
    public string Header => Resource("kernels.h") + string.Concat(_sources.Values.Select(s => $"{PrototypeOf(s)};\n")) + "\n#endif\n";

    /// <summary>qcc_kernels.c</summary>
    public string Source
    {
        get
        {
            string all = string.Concat(_sources.Values.Select(s => "\n" + s));
            foreach (string name in Shared.Where(name => all.Contains($" {name}(", StringComparison.Ordinal)))
            {
                all = "\n" + Resource($"{name}.c") + all;
            }
            return Resource("kernels.c") + all;
        }
    }

    /// <summary>A file of the folder Kernels.</summary>
    public static string Resource(string file)
    {
        using Stream stream = typeof(KernelSet).Assembly.GetManifestResourceStream(file) ?? throw new InvalidOperationException($"no kernel {file}");
        using var reader = new StreamReader(stream);
        return reader.ReadToEnd();
    }

    /// <summary>The head of the one function of a source that is not static.</summary>
    static string PrototypeOf(string source)
    {
        string[] lines = source.Split('\n');
        IEnumerable<string> heads = lines.Zip(lines.Skip(1)).Where(pair => pair.Second == "{").Select(pair => pair.First);
        return heads.Last(head => !head.StartsWith("static", StringComparison.Ordinal));
    }
}
