using System.CommandLine;
using Qcc.Onnx.Runtime;

namespace Qcc.Cli.Options;

/// <summary><c>--ep NAME</c>: the execution provider of verbs that run finished models.</summary>
static class ProviderOption
{
    public static Option<ExecutionProvider> Create() =>
        Choice.Option<ExecutionProvider>("--ep", "What runs the models in ONNX Runtime, where the library that was found has it; the environment's QCC_ORT names another library");
}
