using Qcc.Cli;
using Qcc.Fuzz.Mutation;
using Qcc.Plans;

namespace Qcc.Fuzz.Subjects;

/// <summary>Plans and configurations.</summary>
static class JsonSubject
{
    static readonly Lazy<byte[]> Plan = new(MakePlan);

    static readonly byte[] Configuration = """
        { "calibrate": "calib.npz", "target": "int8-cpu", "shape": ["x=1,2"], "image-mean": "0.5,0.5", "observer": "mse", "threads": 1, "seed": 7, "no-warn": ["QCC2051"],
          "keep-float": "*", "plan": "p.json", "seconds": 1, "verify": true, "color": "never", "list": "l.txt", "jobs": 2, "samples": 3 }
        """u8.ToArray();

    public static IReadOnlyList<Subject> Entries { get; } =
    [
        new("plan", 3, (random, sandbox) => sandbox.Write("plan.json", JsonMutator.Mutate(random, Plan.Value)),
            (sandbox, stop) => Compiling.AnswerAsync(() => Compiling.RunAsync(Compiling.Net, Compiling.Options with { PlanFile = sandbox.Input("plan.json") }, sandbox, stop))),
        new("config", 2, (random, sandbox) => sandbox.Write("qcc.json", JsonMutator.Mutate(random, Configuration)), ConfigureAsync),
    ];

    static byte[] MakePlan()
    {
        CompileResult result = Compiler.CompileAsync(ModelSource.FromFile(Compiling.Net), Compiling.Options).GetAwaiter().GetResult();
        using var buffer = new MemoryStream();
        PlanFile.SaveAsync(result.Plan!, buffer).GetAwaiter().GetResult();
        return buffer.ToArray();
    }

    /// <summary>A verb that reads nothing but the configuration.</summary>
    static async Task<string> ConfigureAsync(Sandbox sandbox, CancellationToken stop)
    {
        var error = new StringWriter();
        var terminal = new Terminal(new StringWriter(), error) { OpenOutput = () => Stream.Null };
        int exit = await Application.RunAsync(["list", "targets", "--config", sandbox.Input("qcc.json")], terminal, stop);
        return exit switch
        {
            0 => "read",
            (int)ExitCode.Usage or (int)ExitCode.InputOutput => "QCC0105",
            _ => throw new InvalidOperationException($"exit code {exit}: {error}"),
        };
    }
}
