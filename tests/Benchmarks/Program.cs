using Qcc.Benchmarks.Huge;

namespace Qcc.Benchmarks;

/// <summary>Long measurements and comparisons, one command a file: <c>dotnet run -c Release --project tests/Benchmarks -- COMMAND ...</c></summary>
static class Program
{
    static readonly IReadOnlyList<Command> Commands = [RoundTripCommand.Entry, ImportCommand.Entry, TestModelsCommand.Entry, CoverageCommand.Entry, HugeCommand.Entry, IntegerCommand.Entry, FormsCommand.Entry, KernelCostsCommand.Entry, CProjectCommand.Entry, FusedKernelsCommand.Entry, MultiplierWidthsCommand.Entry, WidthAccuracyCommand.Entry, WidthsCommand.Entry, QuantizedTwinCommand.Entry, NonlinearErrorsCommand.Entry, RemediesCommand.Entry, SensitivityCommand.Entry, MixedPrecisionCommand.Entry, AutoSizeCommand.Entry];

    static int Main(string[] arguments)
    {
        if (Commands.FirstOrDefault(c => c.Name == arguments.FirstOrDefault()) is { } command)
        {
            return command.Run(arguments[1..], Console.Out);
        }
        foreach (Command each in Commands)
        {
            Console.Error.WriteLine($"{each.Name} {each.Usage}");
        }
        return 2;
    }
}

/// <summary>A command: its name, its arguments, and what it does; returns the exit code.</summary>
sealed record Command(string Name, string Usage, Func<string[], TextWriter, int> Run);
