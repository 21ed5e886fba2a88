using System.Security.Cryptography;
using Qcc.Calibrate;
using Qcc.Fuzz.Mutation;
using Qcc.Testing;

namespace Qcc.Fuzz.Subjects;

/// <summary>Files of statistics, changed behind a right checksum.</summary>
static class StatisticsSubject
{
    static readonly Lazy<byte[]> Seed = new(() => Compiler.CalibrateAsync(ModelSource.FromFile(Compiling.Net),
        Compiling.Options with { CalibrationPath = Repository.Path("testmodels", "nets", "tiny-mlp", "calib.npz") }, Shard.Whole).GetAwaiter().GetResult().ToArray());

    public static Subject Entry { get; } = new("stats", 3, Write, RunAsync);

    static void Write(Random random, Sandbox sandbox)
    {
        byte[] changed = Values.Damage(random, Seed.Value[..^SHA256.HashSizeInBytes]);
        sandbox.Write("s.qstats", random.Next(8) == 0 ? Values.Damage(random, Seed.Value) : [.. changed, .. SHA256.HashData(changed)]);
    }

    static Task<string> RunAsync(Sandbox sandbox, CancellationToken stop) => Compiling.AnswerAsync(async () =>
    {
        string path = sandbox.Input("s.qstats");
        StatisticsFile file = StatisticsFile.Load(path);
        StatisticsFile.Parse(file.ToArray());
        StatisticsFile.Merge([("a", file with { Shard = new Shard(1, 2) }), ("b", file with { Shard = new Shard(2, 2) })]);
        return await Compiling.RunAsync(Compiling.Net, Compiling.Options with { StatisticsFile = path }, sandbox, stop);
    });
}
