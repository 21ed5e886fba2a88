namespace Qcc.Targets;

/// <summary>Every target. To add one, write its class and name it here.</summary>
public static class TargetRegistry
{
    public static readonly IReadOnlyList<Target> All = [new Int8Cpu(), new Int8Dynamic(), new Int4Cpu(), new Int8Integer(), new CMcu()];

    /// <summary>The target of that name, or null.</summary>
    public static Target? Find(string name) => All.FirstOrDefault(t => t.Name == name);
}
