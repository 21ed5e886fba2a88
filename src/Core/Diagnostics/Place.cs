namespace Qcc.Core.Diagnostics;

/// <summary>Where something was found. All texts may come from an untrusted file; they are escaped when shown.</summary>
/// <param name="File">The file as the user gave it, or "qcc".</param>
/// <param name="Node">The path of a node, such as <c>main/If "cond"/then_branch/node "add"</c>, or null.</param>
/// <param name="Value">The name of a value or tensor, or null.</param>
public sealed record Place(string File, string? Node = null, string? Value = null);
