using System.Diagnostics;
using System.Text.RegularExpressions;

namespace Qcc.Codegen.C.Tests;

/// <summary>A C compiler of this machine and what runs its programs.</summary>
/// <param name="Compiler">The command; tests skip where it is missing.</param>
/// <param name="Flags">Flags of compilation and linking.</param>
/// <param name="Runs">The command that runs the program with --trace; tests skip where it is missing.</param>
sealed partial record Toolchain(string Compiler, string Flags, string Runs = "./program --trace")
{
    const string Strict = "-std=c99 -Wall -Wextra -Werror -pedantic";

    /// <summary>What the generated code must be free of; reports end the program.</summary>
    public const string Sanitized = "-g -fsanitize=address,undefined -fno-sanitize-recover=all";

    public static readonly Toolchain[] All =
    [
        new("gcc", "-O0"), new("gcc", "-O2"), new("gcc", $"-O1 {Sanitized}"), new("clang", "-O0"), new("clang", "-O2"), new("clang", $"-O1 {Sanitized}"),
        new("gcc", "-O2 -flto -fno-strict-aliasing"), new("gcc", "-O3 -fstrict-aliasing"),
        new("arm-none-eabi-gcc", "-mcpu=cortex-m4 -mthumb -Os test_cortex_m.c --specs=rdimon.specs -Wl,--section-start=.vectors=0",
            "qemu-system-arm -M mps2-an386 -nographic -monitor none -serial none -semihosting-config enable=on,target=native,arg=program,arg=--trace -kernel program"),
        new("riscv64-linux-gnu-gcc", "-O2 -static", "qemu-riscv64 ./program --trace"),
    ];

    /// <summary>The first of the list that finds mistakes and is there: gcc's sanitizers.</summary>
    public static Toolchain Strictest => All[2];

    public static Toolchain StrictestClang => All[5];

    public static bool HasClang => IsThere("clang");

    public override string ToString() => $"{Compiler} {Flags}";

    /// <summary>
    /// Compiles the project's test, runs it with --trace, and asserts that it compared what it must and found no difference.
    /// </summary>
    /// <param name="tensors">Outputs and layers, of all samples.</param>
    public void Check(CProject project, string name, int tensors)
    {
        SkipWithout(Compiler);
        SkipWithout(Runs.Split(' ')[0]);
        string folder = Directory.CreateTempSubdirectory("qcc-c-").FullName;
        try
        {
            Write(project, folder);
            Run(folder, $"{Compiler} {Strict} {Flags} -DQCC_TRACE {name}.c {name}_weights.c qcc_kernels.c test.c test_vectors.c -o program");
            string output = Run(folder, Runs);
            Match summary = Summary().Match(output);
            Assert.True(summary.Success, output);
            Assert.Equal($"{tensors}", summary.Groups[1].Value);
            Assert.Equal("0", summary.Groups[2].Value);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    public static void Write(CProject project, string folder)
    {
        foreach ((string path, string text) in project.Files)
        {
            File.WriteAllText(Path.Combine(folder, path), text);
        }
    }

    /// <summary>Runs a command line; its exit code must be 0.</summary>
    /// <returns>Its standard output.</returns>
    public static string Run(string folder, string commandLine)
    {
        string[] words = commandLine.Split(' ', StringSplitOptions.RemoveEmptyEntries);
        string program = words[0].StartsWith("./", StringComparison.Ordinal) ? Path.Combine(folder, words[0]) : words[0];
        var start = new ProcessStartInfo(program, words[1..]) { WorkingDirectory = folder, RedirectStandardOutput = true, RedirectStandardError = true };
        using Process process = Process.Start(start)!;
        Task<string> errors = process.StandardError.ReadToEndAsync();
        string output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        Assert.True(process.ExitCode == 0, $"{commandLine}: {process.ExitCode}\n{Tail(output)}\n{Tail(errors.Result)}");
        return output;
    }

    public static void SkipWithout(string command)
    {
        if (!command.StartsWith("./", StringComparison.Ordinal) && !IsThere(command))
        {
            Assert.Skip($"{command} is not installed");
        }
    }

    static bool IsThere(string command) =>
        (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator).Any(folder => File.Exists(Path.Combine(folder, command)));

    static string Tail(string text) => text.Length > 4000 ? text[..2000] + "\n...\n" + text[^2000..] : text;

    [GeneratedRegex(@"(\d+) tensors compared, (\d+) mismatches\s*$")]
    private static partial Regex Summary();
}
