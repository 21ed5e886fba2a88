namespace Qcc.Core.Ops;

/// <summary>Every operator that qcc knows. To add one, write its entry and name it here.</summary>
public static class OperatorTable
{
    /// <summary>The entries, in the order of the support page.</summary>
    public static readonly IReadOnlyList<Operator> All =
    [
        DataMovementOperators.Identity,
    ];

    static readonly Dictionary<(string Domain, string Name), Operator> ByName = All.ToDictionary(o => (o.Domain, o.Name));

    /// <summary>The entry for a name in a domain ("ai.onnx" is ""), or null.</summary>
    public static Operator? Find(string domain, string name) => ByName.GetValueOrDefault((Ir.Model.Normalize(domain), name));
}
