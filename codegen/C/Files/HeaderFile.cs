using Qcc.Codegen.C.Memory;
using Qcc.Codegen.C.Text;
using Qcc.Core.Quantization;

namespace Qcc.Codegen.C.Files;

/// <summary>NAME.h: what a caller needs.</summary>
static class HeaderFile
{
    public static string Write(Network network)
    {
        var w = new CWriter();
        (CName name, CName macro) = (network.Name, network.Macro);
        w.Line(network.Banner);
        w.Line($"#ifndef {macro}_H");
        w.Line($"#define {macro}_H");
        w.Line();
        w.Line($"#include <stdint.h>");
        w.Line();
        w.Line($"/* Bytes of working memory; the values that live at one time take {network.Placement.Arena.Live}. */");
        w.Line($"#define {macro}_ARENA_SIZE {network.ArenaBytes}");
        w.Line($"#define {macro}_ARENA_ALIGNMENT {ArenaPlan.Alignment}");
        foreach (Port port in network.Inputs.Concat(network.Outputs))
        {
            WritePort(w, network, port);
        }
        w.Line();
        w.Line($"#ifdef __cplusplus");
        w.Line($"extern \"C\" {{");
        w.Line($"#endif");
        w.Line();
        w.Line($"/* Runs the network once. Arena: {macro}_ARENA_SIZE bytes, aligned; what it holds before and after means nothing. Returns 0, or 1 for no or a misaligned arena. */");
        w.Line($"{network.Prototype};");
        w.Line();
        w.Line($"#ifdef QCC_TRACE");
        w.Line($"/* The caller's: is told what each layer stored, count values of width bytes. */");
        w.Line($"void {name}_trace(int32_t layer, const void *values, int32_t width, int32_t count);");
        w.Line($"#endif");
        w.Line();
        w.Line($"#ifdef __cplusplus");
        w.Line($"}}");
        w.Line($"#endif");
        w.Line();
        w.Line($"#endif");
        return w.ToString();
    }

    static void WritePort(CWriter w, Network network, Port port)
    {
        long[] sizes = Sizes.Of(port.Value);
        w.Line();
        w.Line($"/* \"{CCode.Comment(port.Value.Name)}\", row-major */");
        w.Line($"#define {port.Macro}_COUNT {port.Count}");
        w.Line($"#define {port.Macro}_RANK {sizes.Length}");
        if (sizes.Length > 0)
        {
            w.Line($"#define {port.Macro}_SHAPE {CCode.Braces(sizes)}");
        }
        if (network.Options.Quantization.TryGetValue(port.Value.Name, out QuantParams? quant))
        {
            w.Line($"/* real value = scale * (code - zero point) */");
            w.Line($"#define {port.Macro}_SCALE {CCode.Float(quant.Scale)}");
            w.Line($"#define {port.Macro}_ZERO_POINT ({quant.ZeroPoint})");
        }
    }
}
