namespace Qcc.Codegen.C.Text;

/// <summary>A legal C identifier. Only <see cref="CNames"/> makes one from text of a model.</summary>
public readonly record struct CName
{
    internal CName(string text) => Text = text;

    internal string Text => field ?? "_";

    public override string ToString() => Text;
}
