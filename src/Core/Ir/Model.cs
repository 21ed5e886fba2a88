namespace Qcc.Core.Ir;

/// <summary>A version of an operator domain; "" is ONNX's own domain.</summary>
public sealed record OpsetImport(string Domain, long Version)
{
    /// <summary>What the importer keeps of the source; opaque to everyone else.</summary>
    public object? Origin { get; init; }
}

/// <summary>A local function: a graph of its own that nodes call by domain and name.</summary>
public sealed class Function(string domain, string name, Graph body)
{
    public string Domain { get; } = domain;
    public string Name { get; } = name;

    /// <summary>Tells functions of one domain and name apart (<see cref="Node.Overload"/>); mostly empty.</summary>
    public string Overload { get; init; } = "";

    /// <summary>The operator sets that the body is written for.</summary>
    public IReadOnlyList<OpsetImport> Opsets { get; init; } = [];

    /// <summary>Names of the attributes that have no value of their own: the body's references to one that a call leaves out go.</summary>
    public IReadOnlyList<string> Attributes { get; init; } = [];

    /// <summary>The values of attributes that a call may leave out.</summary>
    public IReadOnlyList<KeyValuePair<string, AttributeValue>> Defaults { get; init; } = [];

    /// <summary>Inputs and outputs have names and no types.</summary>
    public Graph Body { get; } = body;

    /// <summary>What the importer keeps of the source; opaque to everyone else.</summary>
    public object? Origin { get; set; }
}

/// <summary>A model file in memory: the main graph, its operator sets, and what surrounds them.</summary>
public sealed class Model(Graph graph)
{
    public Graph Graph { get; set; } = graph;

    /// <summary>IR version of the file.</summary>
    public long IrVersion { get; set; } = 10;

    /// <summary>The tool that wrote the file, such as "pytorch"; empty where it does not say. The importer tells it.</summary>
    public string Producer { get; init; } = "";

    /// <summary>Version of <see cref="Producer"/>; may be empty.</summary>
    public string ProducerVersion { get; init; } = "";

    public List<OpsetImport> Opsets { get; } = [];
    public List<Function> Functions { get; } = [];
    public List<KeyValuePair<string, string>> Metadata { get; } = [];

    /// <summary>What the importer keeps of the source; opaque to everyone else.</summary>
    public object? Origin { get; set; }

    /// <summary>The imported version of a domain, or null. ONNX's own domain goes by "" and by "ai.onnx".</summary>
    public long? OpsetOf(string domain) =>
        Opsets.FirstOrDefault(o => Normalize(o.Domain) == Normalize(domain))?.Version;

    /// <summary>Sets the imported version of a domain, adding the import where it is missing.</summary>
    public void SetOpset(string domain, long version)
    {
        int index = Opsets.FindIndex(o => Normalize(o.Domain) == Normalize(domain));
        if (index < 0)
        {
            Opsets.Add(new OpsetImport(domain, version));
        }
        else
        {
            Opsets[index] = Opsets[index] with { Version = version };
        }
    }

    /// <summary>"" for both names of ONNX's own domain.</summary>
    public static string Normalize(string domain) => domain == "ai.onnx" ? "" : domain;
}
