using Qcc.Core.Diagnostics;
using Qcc.Core.Ir;
using Qcc.Core.Ops;

namespace Qcc.Onnx.Import;

/// <summary>What the readers of one model share.</summary>
sealed class ImportContext(string file, IDiagnostics diagnostics)
{
    readonly Dictionary<(string Domain, string Name), Operator> _unknown = [];
    readonly HashSet<(string Domain, string Name)> _functions = [];

    /// <summary>The file that diagnostics name.</summary>
    public string File { get; } = file;

    public IDiagnostics Diagnostics { get; } = diagnostics;

    /// <summary>The names of the whole model.</summary>
    public NameScope Names { get; } = new();

    /// <summary>Notes a local function, which hides an operator of the same name.</summary>
    public void DefineFunction(string domain, string name) => _functions.Add((Model.Normalize(domain), name));

    /// <summary>The entry of the operator table, or one entry for all nodes of an operator that it lacks.</summary>
    public Operator Operator(string domain, string name)
    {
        (string, string) key = (Model.Normalize(domain), name);
        if (!_functions.Contains(key) && OperatorTable.Find(domain, name) is { } known)
        {
            return known;
        }
        return _unknown.TryGetValue(key, out Operator? unknown) ? unknown : _unknown[key] = Core.Ops.Operator.Unknown(name, key.Item1);
    }

    /// <summary>The exception that ends the import.</summary>
    public DiagnosticException Refuse<T>(DiagnosticKind<T> kind, T argument, Site site, string? value = null) =>
        new(kind.At(site.Place(File, value), argument));

    /// <inheritdoc cref="Refuse{T}(DiagnosticKind{T}, T, Site, string?)"/>
    public DiagnosticException Refuse<T>(DiagnosticKind<T> kind, T argument) => new(kind.At(new Place(File), argument));
}
