using Qcc.Core.Ir;

namespace Qcc.Data;

/// <summary>An input that a model wants; dimensions may be symbolic.</summary>
public sealed record ModelInput(string Name, TensorType Type)
{
    /// <summary>The inputs that a caller of the model must give: tensors without a default.</summary>
    public static IReadOnlyList<ModelInput> Of(Graph graph) =>
    [
        .. from value in graph.Inputs
           where value.Initializer is null
           select new ModelInput(value.Name, value.TensorType ?? new TensorType(ElementType.Undefined, null)),
    ];

    public override string ToString() => $"\"{Name}\" {Type}";
}
