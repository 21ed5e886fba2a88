namespace Qcc.Core.Ops.Integer.Nonlinear;

/// <summary>One integer form of an operator, with what it costs.</summary>
/// <param name="Name">"table", "polynomial", "I-BERT", "shift", ...</param>
/// <param name="Form">The form.</param>
/// <param name="Error">Its errors in output steps.</param>
/// <param name="Bytes">Constants that a target stores.</param>
public sealed record MeasuredForm<T>(string Name, T Form, ErrorOf Error, int Bytes);
