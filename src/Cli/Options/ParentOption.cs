using System.CommandLine;

namespace Qcc.Cli.Options;

/// <summary><c>--parent-pid N</c>, hidden: the run ends when that process does, as if by SIGTERM. A build that is killed cannot stop what it has started.</summary>
static class ParentOption
{
    public static Option<int?> Create() => new("--parent-pid") { Hidden = true, Recursive = true, HelpName = "PID" };
}
