using Qcc.Core.Ir;
using Qcc.Core.Ops;

namespace Qcc.Onnx.OpsetRaising;

/// <summary>Puts new constants where a graph can hold them: a function's body has no initializers, so there Constant nodes do.</summary>
sealed class InitializerScope
{
    /// <summary>The body of the function that is raised, or null for the main graph.</summary>
    public Graph? FunctionBody { get; init; }

    /// <summary>A constant of a fresh name in the graph of the node that is to read it.</summary>
    public Value Add(Node reader, string name, Tensor tensor)
    {
        if (!ReferenceEquals(reader.Graph, FunctionBody))
        {
            return reader.Graph.AddConstant(name, tensor);
        }
        Node constant = reader.Graph.Insert(reader, ConstantOperators.Constant, [], name);
        constant.Set("value", tensor);
        constant.Output.Type = tensor.Type;
        return constant.Output;
    }
}
