using Google.Protobuf.Collections;
using global::Onnx;
using Qcc.Onnx.Import;

namespace Qcc.Onnx.Protobuf;

/// <summary>Visits every tensor message of a model, wherever it hides, in the order of the file.</summary>
/// <remarks>The recursion follows subgraphs, whose depth <see cref="Skeleton"/> bounds.</remarks>
sealed class TensorVisit(Action<TensorProto, Site> visit)
{
    public void Model(ModelProto model)
    {
        if (model.Graph is { } graph)
        {
            Graph(graph, GraphPath.Main);
        }
        foreach (TrainingInfoProto training in model.TrainingInfo)
        {
            Graph(training.Initialization ?? new(), new GraphPath("training/initialization"));
            Graph(training.Algorithm ?? new(), new GraphPath("training/algorithm"));
        }
        foreach (FunctionProto function in model.Functions)
        {
            GraphPath path = GraphPath.Function(function);
            Nodes(function.Node, path);
            foreach (AttributeProto attribute in function.AttributeProto)
            {
                Attribute(attribute, new Site(path));
            }
        }
    }

    void Graph(GraphProto graph, GraphPath path)
    {
        var site = new Site(path);
        foreach (TensorProto tensor in graph.Initializer)
        {
            visit(tensor, site);
        }
        foreach (SparseTensorProto sparse in graph.SparseInitializer)
        {
            Sparse(sparse, site);
        }
        Nodes(graph.Node, path);
    }

    void Nodes(RepeatedField<NodeProto> nodes, GraphPath path)
    {
        for (int i = 0; i < nodes.Count; i++)
        {
            foreach (AttributeProto attribute in nodes[i].Attribute)
            {
                Attribute(attribute, Site.Of(path, i, nodes[i]));
            }
        }
    }

    void Attribute(AttributeProto attribute, Site site)
    {
        if (attribute.T is { } one)
        {
            visit(one, site);
        }
        foreach (TensorProto tensor in attribute.Tensors)
        {
            visit(tensor, site);
        }
        if (attribute.SparseTensor is { } sparse)
        {
            Sparse(sparse, site);
        }
        foreach (SparseTensorProto each in attribute.SparseTensors)
        {
            Sparse(each, site);
        }
        if (attribute.G is { } graph)
        {
            Graph(graph, site.Into(attribute.Name));
        }
        foreach (GraphProto each in attribute.Graphs)
        {
            Graph(each, site.Into(attribute.Name));
        }
    }

    void Sparse(SparseTensorProto sparse, Site site)
    {
        if (sparse.Values is { } values)
        {
            visit(values, site);
        }
        if (sparse.Indices is { } indices)
        {
            visit(indices, site);
        }
    }
}
