using Qcc.Core.Diagnostics;
using Qcc.Core.Ir;
using Qcc.Core.Verify;

namespace Qcc.Core.Rewrite;

/// <summary>What a pass may use: the model around its graph, the float runtime, diagnostics, and the trace.</summary>
public sealed class PassContext(Model model, IFloatRuntime runtime, IDiagnostics diagnostics, CancellationToken cancellation = default)
{
    readonly List<TraceEntry> _trace = [];

    public Model Model { get; } = model;
    public IFloatRuntime Runtime { get; } = runtime;
    public IDiagnostics Diagnostics { get; } = diagnostics;
    public CancellationToken Cancellation { get; } = cancellation;

    /// <summary>The file that diagnostics name.</summary>
    public string File { get; init; } = "model";

    /// <summary>Verifies the model after every pass, or null.</summary>
    public PassVerifier? Verifier { get; init; }

    /// <summary>Is told the name of a pass that has changed the graph, or null.</summary>
    public Action<string>? Changed { get; init; }

    /// <summary>Who changed or declined what, in order.</summary>
    public IReadOnlyList<TraceEntry> Trace => _trace;

    /// <summary>Notes a change before it is made.</summary>
    public void Step(string pass, Value value) => _trace.Add(new TraceEntry(pass, value.Name, null));

    /// <summary>Notes that a rule matched and its guard declined, with the reason that <c>explain</c> shows.</summary>
    public void Declined(string pass, Value value, string reason) => _trace.Add(new TraceEntry(pass, value.Name, reason));
}

/// <summary>A line of the trace: the pass, the value at which it acted, and for a refusal the reason.</summary>
public sealed record TraceEntry(string Pass, string Value, string? Declined);
