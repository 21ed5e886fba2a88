using Qcc.Core.Ir;

namespace Qcc.Codegen.Onnx.Integer;

/// <summary>The local functions of one model: each is written once, after those that it calls.</summary>
sealed class FunctionLibrary(Model model)
{
    readonly HashSet<(string Name, string Overload)> _written = [.. model.Functions.Select(f => (f.Name, f.Overload))];

    /// <summary>Lets a node call the function.</summary>
    public void Call(Node node, FunctionText function)
    {
        node.Overload = function.Overload;
        Write(function);
    }

    void Write(FunctionText function)
    {
        if (!_written.Add((function.Name, function.Overload)))
        {
            return;
        }
        foreach (FunctionText called in function.Calls)
        {
            Write(called);
        }
        model.Functions.Add(function.Build());
    }
}
