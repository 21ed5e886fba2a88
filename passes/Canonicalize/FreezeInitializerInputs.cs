using Qcc.Core.Diagnostics;
using Qcc.Core.Ir;
using Qcc.Core.Rewrite;

namespace Qcc.Passes.Canonicalize;

/// <summary>graph(x, w = data)  =>  graph(x) with the constant w</summary>
/// <remarks>
/// Before IR version 4 every initializer had to be listed among the inputs, so there it means nothing. Since then the listing
/// says that a caller may replace the data; freezing it is a decision that the user is told of.
/// </remarks>
public sealed class FreezeInitializerInputs(OverridableInputs choice = OverridableInputs.Freeze) : Pass
{
    const long FirstWithoutListing = 4;

    public override string Summary => "graph(x, w = data) => graph(x) with the constant w";

    public override Stage Stage => Stage.Canonicalize;

    public override bool Run(Graph graph, PassContext context)
    {
        Value[] listed = [.. graph.Inputs.Where(i => i.Initializer is not null)];
        bool overridable = context.Model.IrVersion >= FirstWithoutListing;
        if (listed.Length == 0 || (overridable && choice == OverridableInputs.Keep))
        {
            return false;
        }
        foreach (Value value in listed)
        {
            context.Step(Name, value);
            graph.RemoveInput(value);
        }
        context.Model.IrVersion = Math.Max(context.Model.IrVersion, FirstWithoutListing);
        if (overridable)
        {
            context.Diagnostics.Report(CanonicalizeDiagnostics.InputsFrozen.At(new Place(context.File), (listed.Length, listed[0].Name)));
        }
        return true;
    }
}
