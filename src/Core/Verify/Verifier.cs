using Qcc.Core.Ir;

namespace Qcc.Core.Verify;

/// <summary>
/// Checks that a graph is well-formed; run after every pass in tests and with --verify.
/// <list type="bullet">
/// <item>V1 an output names its node as producer, and its place in it</item>
/// <item>V2 the uses of a value are exactly the inputs that read it; its count of graph outputs is right</item>
/// <item>V3 a name is defined once in a graph and the graphs around it</item>
/// <item>V4 a value is computed before it is read</item>
/// <item>V5 a value that is read is defined in the graph or one around it</item>
/// <item>V6 the inputs fit the operator's signature</item>
/// <item>V7 the outputs fit the operator's signature</item>
/// <item>V8 no required attribute is missing</item>
/// <item>V9 an attribute has the kind that the operator asks for</item>
/// <item>V10 an attribute is one of the operator's</item>
/// <item>V11 the types of outputs agree with the operator's shape rule</item>
/// <item>V12 a value that a graph returns is defined in it or around it</item>
/// <item>V13 a subgraph's outer graph is the one of its node</item>
/// <item>V14 the type of a constant is that of its tensor</item>
/// </list>
/// </summary>
public static class Verifier
{
    /// <summary>All findings in the main graph and the functions, in the order of the graphs.</summary>
    public static IReadOnlyList<Finding> Verify(Model model)
    {
        var findings = new List<Finding>();
        foreach (Graph graph in model.Functions.Select(f => f.Body).Prepend(model.Graph))
        {
            findings.AddRange(Verify(graph, domain => model.OpsetOf(domain)));
        }
        return findings;
    }

    /// <summary>All findings in a graph and its subgraphs.</summary>
    /// <param name="graph">A graph that no other surrounds.</param>
    /// <param name="opset">The version of a domain; null stands for the newest.</param>
    public static IReadOnlyList<Finding> Verify(Graph graph, Func<string, long?> opset)
    {
        var findings = new List<Finding>();
        new StructureCheck(graph, findings).Run();
        new SignatureCheck(opset, findings).Run(graph);
        return findings;
    }
}
