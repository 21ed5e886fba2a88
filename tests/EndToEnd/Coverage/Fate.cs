namespace Qcc.EndToEnd.Tests.Coverage;

/// <summary>What became of a model.</summary>
public enum Fate
{
    /// <summary>ONNX Runtime itself does not load it or run it on its inputs: nothing is asked of qcc.</summary>
    NotRun,

    /// <summary>Compiled, at least one layer in integers.</summary>
    Integer,

    /// <summary>Compiled, with nothing in integers.</summary>
    Float,

    /// <summary>Refused with the code of a diagnostic.</summary>
    Refused,

    /// <summary>A crash, a wrong float function, or a file that does not load, run or keep its interface.</summary>
    Failed,
}

/// <summary>A model and what became of it.</summary>
/// <param name="Text">The code of a refusal, or why it failed; else empty.</param>
/// <param name="Note">The whole message.</param>
public sealed record Trial(string Model, Fate Fate, string Text, string Note);
