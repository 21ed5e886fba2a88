using Qcc.Codegen.C.Layers;
using Qcc.Codegen.C.Memory;
using Qcc.Codegen.C.Text;
using Qcc.Core.Ir;

namespace Qcc.Codegen.C.Files;

/// <summary>A graph input or output as the caller sees it.</summary>
/// <param name="Name">The parameter.</param>
/// <param name="Macro">What its macros begin with.</param>
sealed record Port(Value Value, CName Name, CName Macro)
{
    public ElementType Type => Value.TensorType!.Element;

    public long Count => Sizes.Count(Value);
}

/// <summary>The network's own file, and what the other files need to know of it.</summary>
sealed class Network
{
    /// <summary>Names of our other files and of the caller's program, headers of the system (which <c>-I</c> would hide), and what is no file name on Windows.</summary>
    internal static readonly IReadOnlyList<string> Reserved =
    [
        "test", "test_vectors", "test_cortex_m", "qcc_kernels", "makefile", "readme", "main",
        "assert", "complex", "ctype", "errno", "fenv", "float", "inttypes", "iso646", "limits", "locale", "math", "setjmp", "signal", "stdalign", "stdarg", "stdatomic",
        "stdbit", "stdbool", "stdckdint", "stddef", "stdint", "stdio", "stdlib", "stdnoreturn", "string", "tgmath", "threads", "time", "uchar", "wchar", "wctype",
        "alloca", "endian", "fcntl", "features", "malloc", "memory", "poll", "pthread", "sched", "strings", "unistd", "values",
        "con", "prn", "aux", "nul", .. Enumerable.Range(0, 10).SelectMany(i => new[] { $"com{i}", $"lpt{i}" }),
    ];

    readonly CWriter _functions = new();
    readonly CWriter _run = new(1);
    readonly List<Value> _traced = [];

    public Network(Graph graph, CProjectOptions options)
    {
        Options = options;
        string word = CNames.Word(options.Name, 20);
        word = word.Length == 0 ? "net" : char.IsAsciiDigit(word[0]) ? $"net_{word}" : word;
        Name = new CName(Reserved.Contains(word, StringComparer.OrdinalIgnoreCase) ? $"{word}_net" : word);
        Macro = new CName(Name.Text.ToUpperInvariant());
        var names = new CNames();
        Constants = new ConstantPool(Name, names);
        Inputs = [.. graph.Inputs.Where(i => !i.IsConstant).Select(v => PortOf(v, "input", names))];
        Outputs = [.. graph.Outputs.Select(v => PortOf(v, "output", names))];
        Placement = Place(graph);
        foreach (Step step in Placement.Steps)
        {
            WriteLayer(step, names);
        }
        foreach (int i in Placement.CopiedOutputs)
        {
            _run.Line($"memcpy({Outputs[i].Name}, {At(Outputs[i].Value)}, {Sizes.Bytes(Outputs[i].Value)});");
        }
    }

    /// <summary>Where the values of a graph lie, no node of which <see cref="LayerTable"/> refuses.</summary>
    public static Placement Place(Graph graph) => Placement.Best(graph, LayerTable.Steps(graph), node => LayerTable.FormOf(node.Operator)!.InPlace);

    public CProjectOptions Options { get; }

    /// <summary>Name of the project as an identifier.</summary>
    public CName Name { get; }

    /// <summary>The same in capitals.</summary>
    public CName Macro { get; }

    public IReadOnlyList<Port> Inputs { get; }

    public IReadOnlyList<Port> Outputs { get; }

    public Placement Placement { get; }

    public ConstantPool Constants { get; }

    public KernelSet Kernels { get; } = new();

    /// <summary>Bytes of the arena; never none, so that an array of it exists.</summary>
    public long ArenaBytes => Math.Max(Placement.Arena.Bytes, ArenaPlan.Alignment);

    /// <summary>The values that layers store, in the order in which a trace tells them.</summary>
    public IReadOnlyList<Value> Traced => _traced;

    /// <summary>First line of every file.</summary>
    public CCode Banner => $"/* {CCode.Comment(Options.Name)}: written by qcc {CCode.Comment(Options.Version)} */";

    /// <summary>The prototype of the network's function.</summary>
    public CCode Prototype => $"int {Name}_run({CCode.List([.. Inputs.Select(p => CCode.Of($"const {p.Type} *{p.Name}")), .. Outputs.Select(p => CCode.Of($"{p.Type} *{p.Name}")), $"void *arena"])})";

    /// <summary>NAME.c</summary>
    public string Source
    {
        get
        {
            var w = new CWriter();
            w.Line(Banner);
            w.Line($"#include \"{Name}.h\"");
            w.Line();
            w.Line($"#include <string.h>");
            w.Line();
            w.Line($"#include \"{Name}_weights.h\"");
            w.Line($"#include \"qcc_kernels.h\"");
            w.Line();
            w.Line($"#ifdef QCC_TRACE");
            w.Line($"#define TRACE(layer, values, width, count) {Name}_trace(layer, values, width, count)");
            w.Line($"#else");
            w.Line($"#define TRACE(layer, values, width, count) ((void)0)");
            w.Line($"#endif");
            w.Append(_functions);
            w.Line();
            using (w.Block(Prototype))
            {
                w.Line($"uint8_t *const memory = arena;");
                using (w.Block($"if (memory == NULL || (uintptr_t)memory % {ArenaPlan.Alignment} != 0)"))
                {
                    w.Line($"return 1;");
                }
                w.Append(_run);
                w.Line($"return 0;");
            }
            return w.ToString();
        }
    }

    Port PortOf(Value value, string side, CNames names)
    {
        if (Sizes.Refusal(value) is { } reason)
        {
            throw new ArgumentException($"{side}: {reason}");
        }
        CName name = names.Unique(side, value.Name, 24);
        return new Port(value, name, new CName($"{Macro.Text}_{name.Text.ToUpperInvariant()}"));
    }

    void WriteLayer(Step step, CNames names)
    {
        var layer = new Layer(step, Constants, Kernels);
        LayerTable.FormOf(step.Node.Operator)!.Write(layer, Placement);
        if (layer.Parameters.Count == 0)
        {
            return;
        }
        CName function = names.Unique($"layer_{_traced.Count}_{CNames.Word(step.Node.Operator.Name.ToLowerInvariant(), 24)}", "");
        _functions.Line();
        _functions.Line($"/* {CCode.Comment(Describe(step))} */");
        CCode parameters = CCode.List(layer.Parameters.Select(p => CCode.Of($"{(p.Written ? CCode.Of($"") : CCode.Of($"const "))}{Type(p.Value)} *{p.Name}")));
        using (_functions.Block($"static void {function}({parameters})"))
        {
            _functions.Append(layer.Body);
        }
        _run.Line($"{function}({CCode.List(layer.Parameters.Select(p => At(p.Value)))});");
        foreach (Value result in step.Results.Select(r => r!))
        {
            _run.Line($"TRACE({_traced.Count}, {At(result)}, {Type(result).Width()}, {Sizes.Count(result)});");
            _traced.Add(result);
        }
    }

    static string Describe(Step step) =>
        $"{step.Node.Operator.Name}{(step.Requantize is null ? "" : " + Requantize")} \"{LabelOf(step)}\": "
        + $"{string.Join(", ", step.Node.Inputs.Where(v => v is { IsConstant: false }).Select(v => v!.TensorType))} -> {string.Join(", ", step.Results.Select(v => v!.TensorType))}";

    /// <summary>The name of the model's node, which either of the two may have.</summary>
    static string LabelOf(Step step) => step.Node.Name.Length == 0 && step.Requantize is { } requantize ? requantize.Label : step.Node.Label;

    static ElementType Type(Value value) => value.TensorType!.Element;

    /// <summary>Where a value lies, as an expression of the run function.</summary>
    CCode At(Value value)
    {
        ElementType type = Type(value);
        if (Placement.OutputOf(value) is ( >= 0 and var output, var inOutput))
        {
            return CCode.Plus($"{Outputs[output].Name}", $"{inOutput / type.Width()}");
        }
        if (Placement.SourceOf(value) is ({ } source, var inSource))
        {
            CName name = source.Constant is { } data ? Constants.Add(source.Name, Layer.Stored(data.Element), data.ToInt64()) : Inputs.First(p => p.Value == source).Name;
            return CCode.Plus($"{name}", $"{inSource / type.Width()}");
        }
        CCode place = CCode.Plus($"memory", $"{Placement.OffsetOf(value)}");
        return type.CType() == "uint8_t" ? place : type.Width() == 1 ? CCode.Of($"({type} *)({place})") : $"({type} *)(void *)({place})";
    }
}
