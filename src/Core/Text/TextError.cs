namespace Qcc.Core.Text;

/// <summary>What is wrong at a place of a text.</summary>
/// <param name="Line">Counted from 1.</param>
/// <param name="Column">Counted from 1.</param>
public sealed record TextError(int Line, int Column, string Text);
