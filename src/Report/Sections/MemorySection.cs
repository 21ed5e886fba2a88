using System.Globalization;
using System.Xml.Linq;
using Qcc.Codegen.C;
using Qcc.Core.Diagnostics;
using Qcc.Report.Charts;

namespace Qcc.Report.Sections;

/// <summary>Where activations lie in the arena of generated code, and which layers need most of it.</summary>
sealed class MemorySection : IReportSection
{
    /// <summary>Layers in the table: those with the most alive.</summary>
    const int Most = 8;

    public string Title => "Memory plan";

    public IEnumerable<XElement> Content(ReportSource source)
    {
        if (source.Report.CodeSize is not { Memory: { Buffers.Count: > 0 } plan } code)
        {
            yield break;
        }
        (int Layer, long Live)[] layers = [.. Enumerable.Range(0, plan.Layers.Count).Select(i => (Layer: i, Live: plan.LiveAt(i))).OrderByDescending(l => l.Live).ThenBy(l => l.Layer)];
        yield return Html.Paragraph(Html.Text($"{Quantity.Bytes(code.ConstantBytes)} of constants lie in flash, activations in an arena of {plan.ArenaBytes.ToString("N0", CultureInfo.InvariantCulture)} bytes; {plan.LiveBytes.ToString("N0", CultureInfo.InvariantCulture)} bytes live at one time, which no arena can beat. Each box is a value: from the layer that writes it to the one that reads it last, at its place in the arena. Orange ones live while the layer runs that needs most. Inputs and outputs lie in arrays of the caller."));
        yield return Html.Figure(MemoryChart.Draw(plan, layers[0].Layer), Html.Text("The arena over the layers, in the order in which they run."));
        yield return Html.Table(["Layer", "what it runs", Html.Numbers("alive, bytes"), "values"], layers.Take(Most).Select(l => new object[]
        {
            (l.Layer + 1).ToString(CultureInfo.InvariantCulture), Html.Name(plan.Layers[l.Layer]), l.Live.ToString("N0", CultureInfo.InvariantCulture), Values(plan, l.Layer),
        }));
    }

    static XElement Values(MemoryPlan plan, int layer) => new("span",
        plan.Buffers.Where(b => b.LivesAt(layer)).OrderByDescending(b => b.Bytes).SelectMany((b, i) => new object[]
        {
            Html.Text(i == 0 ? "" : ", "), Html.Name(b.Value, 30), Html.Text($" {b.Bytes.ToString("N0", CultureInfo.InvariantCulture)}"),
        }));
}
