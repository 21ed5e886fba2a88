using Qcc.Codegen.C.Memory;
using Qcc.Codegen.C.Text;

namespace Qcc.Codegen.C.Files;

/// <summary>README.md of a project.</summary>
static class ReadmeFile
{
    public static string Write(Network network)
    {
        var w = new CWriter();
        (CName name, CName macro) = (network.Name, network.Macro);
        w.Line($"# {name}: an integer network in C99");
        w.Line();
        w.Line($"Written by qcc. Integers alone: no floats, no allocation, no library but memcpy.");
        w.Line();
        w.Line($"| | bytes |");
        w.Line($"|---|---|");
        w.Line($"| constants (weights, multipliers, tables) | {network.Constants.Bytes} |");
        w.Line($"| arena ({macro}_ARENA_SIZE) | {network.ArenaBytes} |");
        foreach (Port port in network.Inputs.Concat(network.Outputs))
        {
            w.Line($"| {port.Name}, {port.Type} x {port.Count} | {Sizes.Bytes(port.Value)} |");
        }
        w.Line();
        w.Line($"```c");
        w.Line($"#include \"{name}.h\"");
        w.Line();
        w.Line($"static uint64_t arena[({macro}_ARENA_SIZE + 7) / 8];");
        w.Line();
        w.Line($"{network.Prototype};");
        w.Line($"```");
        w.Line();
        w.Line($"- `{name}.h` sizes, arena, scale and zero point of inputs and outputs; `{name}.c` one function a layer; `{name}_weights.c` constants;");
        w.Line($"  `qcc_kernels.c` the kernels that the layers share.");
        w.Line($"- `make` builds `lib{name}.a`; `make test` compares every output with recorded ones, bit for bit; `make trace` every layer.");
        w.Line($"- `make cortex-m4` and `make riscv64` do the same with cross compilers, under qemu, and print sizes.");
        w.Line($"- Without the Makefile: compile the three `.c` files beside your own. With link-time optimization add `-fno-strict-aliasing`: the arena");
        w.Line($"  holds values of several types, one after the other.");
        return w.ToString();
    }
}
