using Qcc.Codegen.C.Text;

namespace Qcc.Codegen.C.Files;

/// <summary>NAME_weights.h and NAME_weights.c: the constant arrays.</summary>
static class WeightFiles
{
    public static string Header(Network network)
    {
        var w = new CWriter();
        w.Line(network.Banner);
        w.Line($"#ifndef {network.Macro}_WEIGHTS_H");
        w.Line($"#define {network.Macro}_WEIGHTS_H");
        w.Line();
        w.Line($"#include <stdint.h>");
        w.Line();
        network.Constants.Declare(w);
        w.Line();
        w.Line($"#endif");
        return w.ToString();
    }

    public static string Source(Network network)
    {
        var w = new CWriter();
        w.Line(network.Banner);
        w.Line($"#include \"{network.Name}_weights.h\"");
        network.Constants.Define(w);
        return w.ToString();
    }
}
