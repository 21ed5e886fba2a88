using Qcc.Passes.Lower;

namespace Qcc.Targets;

/// <summary>Options that some targets take and others do not: how a file comes to be. What it takes and gives is no such option; a target that cannot meet it is refused.</summary>
static class TargetOptions
{
    static readonly CompileOptions Defaults = new();

    static readonly IReadOnlyList<(string Name, Func<CompileOptions, bool> IsGiven, Func<Target, bool> IsTaken)> All =
    [
        ("--format", o => o.Form != OnnxForm.Auto, t => !t.IsIntegerOnly),
        ("--isa", o => o.Isa != Defaults.Isa, t => !t.IsIntegerOnly && !t.IsWeightOnly),
        ("--weight-bits", o => o.WeightBits != Defaults.WeightBits, t => t.IsIntegerOnly),
        ("--multiplier-bits", o => o.MultiplierBits != Defaults.MultiplierBits, t => t.IsIntegerOnly),
        ("--multiplier", o => o.Multiplier != Defaults.Multiplier, t => t.IsIntegerOnly),
        ("--block-size", o => o.BlockSize != Defaults.BlockSize, t => t.IsWeightOnly),
        ("--zero-points", o => o.ZeroPoints != Defaults.ZeroPoints, t => t.IsWeightOnly),
    ];

    /// <summary>Options that are given and change nothing for a target, with the targets that take them.</summary>
    public static IEnumerable<(string Option, string Target, string Takers)> WithoutEffect(CompileOptions options, Target target) =>
        from option in All
        where option.IsGiven(options) && !option.IsTaken(target)
        select (option.Name, target.Name, string.Join(", ", TargetRegistry.All.Where(option.IsTaken).Select(t => t.Name)));
}
