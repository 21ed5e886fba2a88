using System.Globalization;
using Qcc.Fuzz;
using Qcc.Testing;

// dotnet run -c Release --project tests/Fuzz -- --count 100000 --seed 1
// --compile-every K: of the models that can be read only each K-th case is compiled too; all the others are read and written back.
int Number(string name, int otherwise)
{
    int at = Array.IndexOf(args, name);
    return at < 0 ? otherwise : int.Parse(args[at + 1], NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture);
}
if (args is ["--worker", var seed, var from, var to, var every, var root, var kept])
{
    return await Worker.RunAsync(int.Parse(seed, CultureInfo.InvariantCulture), int.Parse(from, CultureInfo.InvariantCulture), int.Parse(to, CultureInfo.InvariantCulture), int.Parse(every, CultureInfo.InvariantCulture), root, kept);
}
if (args.Length % 2 != 0 || args.Where((_, i) => i % 2 == 0).Except(["--count", "--seed", "--from", "--seconds", "--compile-every"]).Any())
{
    Console.Error.WriteLine("usage: [--count N] [--seed S] [--from CASE] [--seconds T] [--compile-every K]; inputs that fail are kept in artifacts/fuzz");
    return 2;
}
string keep = Repository.Path("artifacts", "fuzz");
Directory.CreateDirectory(keep);
var campaign = new Campaign(Number("--seed", 1), Number("--compile-every", 1), keep, Console.Out);
int failed = await campaign.RunAsync(Number("--from", 0), Number("--count", 1000), TimeSpan.FromSeconds(Number("--seconds", 1_000_000)));
return failed == 0 ? 0 : 1;
