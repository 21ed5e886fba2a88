using Qcc.Core.Ir;
using Qcc.Core.Ops;
using Qcc.Onnx;

namespace Qcc.Benchmarks.TestModels;

/// <summary>A generated model of <c>testmodels</c>.</summary>
/// <param name="Folder">"ops" or "blocks".</param>
/// <param name="Name">File name without extension.</param>
/// <param name="Layers">What it computes: from a builder, which gives the input, to the output.</param>
sealed record TestModel(string Folder, string Name, Func<NetBuilder, Value> Layers)
{
    /// <summary>All models that are generated.</summary>
    public static IReadOnlyList<TestModel> All { get; } = [.. OperatorModels.All, .. BlockModels.All];

    /// <summary>Path of the file below <c>testmodels</c>, with forward slashes.</summary>
    public string File => $"{Folder}/{Name}.onnx";

    /// <summary>The bytes of the file; the weights depend on nothing but the name.</summary>
    public byte[] ToArray()
    {
        var builder = new NetBuilder(Name, Name.Aggregate(14695981039346656037UL, (hash, c) => (hash ^ c) * 1099511628211UL));
        return ModelExporter.Export(builder.Build(Layers(builder))).ToArray();
    }

    /// <summary>An operator without weights between two 1×1 convolutions, where it runs in integers or breaks the chain.</summary>
    public static TestModel Between(string name, Func<NetBuilder, Value, Value> @operator) =>
        new("ops", name, net => net.Conv(@operator(net, net.Conv(net.Input(8, 16, 16), 16, 1)), 16, 1));

    /// <summary>The same for one operator that takes nothing but its input and attributes.</summary>
    public static TestModel Between(string name, Operator @operator, params (string Name, AttributeValue Value)[] attributes) =>
        Between(name, (net, x) => net.Apply(@operator, [x], attributes));
}
