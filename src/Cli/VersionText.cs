using System.CommandLine;
using System.CommandLine.Invocation;

namespace Qcc.Cli;

/// <summary>What <c>--version</c> prints: the version alone, for scripts.</summary>
sealed class VersionText : SynchronousCommandLineAction
{
    public override bool ClearsParseErrors => true;

    public override int Invoke(ParseResult line)
    {
        line.InvocationConfiguration.Output.WriteLine(ProductVersion.Text);
        return 0;
    }
}
