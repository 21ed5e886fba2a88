using Qcc.Core.Rewrite;
using Qcc.Passes.Canonicalize;

namespace Qcc.Passes;

/// <summary>The passes in the order in which a compile runs them, and the reasons for that order.</summary>
public static class PassRegistry
{
    /// <summary>Same function, fewer and more regular operators.</summary>
    public static IReadOnlyList<Pass> Canonicalize { get; } =
    [
        new FoldBatchNormIntoConv(),
    ];

    /// <summary>All passes, as <c>list passes</c> prints them.</summary>
    public static IReadOnlyList<Pass> All { get; } = [.. Canonicalize];

    /// <summary>Which pass must run before which, and why; a test holds it.</summary>
    public static IReadOnlyList<(Type First, Type Then, string Because)> Order { get; } =
    [
    ];
}
