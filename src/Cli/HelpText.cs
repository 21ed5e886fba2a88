using System.CommandLine;
using System.CommandLine.Help;
using System.CommandLine.Invocation;

namespace Qcc.Cli;

/// <summary>The parser's help, followed by examples and where to read on.</summary>
sealed class HelpText(SynchronousCommandLineAction inner) : SynchronousCommandLineAction
{
    /// <summary>Lines are wrapped here.</summary>
    const int Columns = 100;

    static readonly IReadOnlyList<string> RootExamples =
    [
        "qcc model.onnx -c calib/                   quantize; writes model.int8-cpu.onnx",
        "qcc model.onnx -c calib.npz -o small.onnx --prefer size",
        "qcc explain small.onnx                     what runs in integers, what does not and why",
        "qcc compare model.onnx small.onnx --data eval.npz",
        "qcc bench model.onnx small.onnx            which is faster here",
    ];

    public override bool ClearsParseErrors => true;

    public override int Invoke(ParseResult line)
    {
        Command command = line.CommandResult.Command;
        int code = command is RootCommand ? inner.Invoke(line) : InvokeForVerb(line);
        IReadOnlyList<string> examples = command is VerbCommand verb ? verb.Examples : RootExamples;
        TextWriter output = line.InvocationConfiguration.Output;
        output.WriteLine("Examples:");
        foreach (string example in examples)
        {
            output.WriteLine($"  {example}");
        }
        if (command is RootCommand)
        {
            output.WriteLine();
            output.WriteLine("Exit codes: 0 done, 1 internal error, 2 usage, 3 bad model, 4 bad data, 5 target cannot do it,");
            output.WriteLine("6 goal missed, 7 input or output, 8 check failed, 9 a tool is missing, 75 try again later,");
            output.WriteLine("129 hung up, 130 interrupted, 143 terminated. See docs/cli.md.");
        }
        return code;
    }

    /// <summary>The parser's help without the model of a compile, which it lists for each verb: before a verb it is an error.</summary>
    int InvokeForVerb(ParseResult line)
    {
        IList<Argument> arguments = line.RootCommandResult.Command.Arguments;
        foreach (Argument argument in arguments)
        {
            argument.Hidden = true;
        }
        int code = inner.Invoke(line);
        foreach (Argument argument in arguments)
        {
            argument.Hidden = false;
        }
        return code;
    }

    /// <summary>Puts this help in place of the parser's own.</summary>
    public static void ReplaceIn(RootCommand root)
    {
        foreach (HelpOption option in root.Options.OfType<HelpOption>())
        {
            // Of a path, not of an option.
            option.Aliases.Remove("/h");
            option.Aliases.Remove("/?");
            var help = (HelpAction)option.Action!;
            help.MaxWidth = Columns;
            option.Action = new HelpText(help);
        }
    }
}
