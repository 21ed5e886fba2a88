using Qcc.Cli.Output;
using Qcc.Core.Diagnostics;

namespace Qcc.Cli.Documents;

/// <summary>The answer of <c>inspect</c>: what a model is.</summary>
sealed record InspectDocument() : Document("inspect")
{
    public InputFile? Input { get; init; }
    public long? IrVersion { get; init; }

    /// <summary>The tool that wrote the file and its version; empty where it does not say.</summary>
    public string? Producer { get; init; }
    public string? ProducerVersion { get; init; }
    public IReadOnlyDictionary<string, long> Opsets { get; init; } = new Dictionary<string, long>();
    public string? Graph { get; init; }
    public IReadOnlyDictionary<string, string> Metadata { get; init; } = new Dictionary<string, string>();
    public IReadOnlyList<NamedType> Inputs { get; init; } = [];
    public IReadOnlyList<NamedType> Outputs { get; init; } = [];

    /// <summary>Nodes of the main graph and all subgraphs.</summary>
    public int? Nodes { get; init; }
    public IReadOnlyDictionary<string, int> Operators { get; init; } = new Dictionary<string, int>();

    /// <summary>Elements of all initializers, and their bytes as stored.</summary>
    public long? Parameters { get; init; }
    public long? ParameterBytes { get; init; }

    /// <summary>Multiply-accumulates for one sample in convolutions and matrix products; null where shapes are not known.</summary>
    public long? Macs { get; init; }

    public override void WriteText(TextWriter writer)
    {
        if (Input is null)
        {
            return;
        }
        var facts = new TextTable("", "") { CellLimit = 200 };
        facts.Add("file", $"{Input.Path}, {Quantity.Bytes(Input.Bytes ?? 0)}");
        facts.Add("format", $"IR {IrVersion}, {string.Join(", ", Opsets.Select(o => $"{(o.Key.Length == 0 ? "opset" : o.Key)} {o.Value}"))}");
        if (Producer is { Length: > 0 })
        {
            facts.Add("producer", $"{Producer} {ProducerVersion}".TrimEnd());
        }
        foreach ((string key, string value) in Metadata)
        {
            facts.Add(key, value);
        }
        facts.Add("parameters", $"{Quantity.Count(Parameters ?? 0)} in {Quantity.Bytes(ParameterBytes ?? 0)}");
        facts.Add("computation", Macs is { } macs ? $"{Quantity.Count(macs)} multiply-accumulates a sample" : "not known: shapes are open");
        facts.WriteTo(writer);
        WriteValues(writer, "Inputs", Inputs);
        WriteValues(writer, "Outputs", Outputs);
        writer.WriteLine();
        writer.WriteLine($"Operators ({Nodes} nodes)");
        var operators = new TextTable("", "") { Right = [0] };
        foreach ((string name, int count) in Operators)
        {
            operators.Add($"  {count}", name);
        }
        operators.WriteTo(writer);
    }

    static void WriteValues(TextWriter writer, string heading, IReadOnlyList<NamedType> values)
    {
        writer.WriteLine();
        writer.WriteLine(heading);
        var table = new TextTable("", "");
        foreach (NamedType value in values)
        {
            table.Add($"  {value.Name}", value.Type);
        }
        table.WriteTo(writer);
    }
}

/// <summary>A value with its type in the notation of <c>dump</c>, such as f32[N,3,224,224].</summary>
sealed record NamedType(string Name, string Type);
