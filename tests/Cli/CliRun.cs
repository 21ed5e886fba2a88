using System.Text.Json.Nodes;

namespace Qcc.Cli.Tests;

/// <summary>A run of the command line without a process.</summary>
sealed record CliRun(ExitCode Exit, string Out, string Error, byte[] Bytes)
{
    /// <summary>The JSON document on standard output.</summary>
    public JsonObject Json => JsonNode.Parse(Out)!.AsObject();

    public static Task<CliRun> Of(params string[] words) => With(_ => null, words);

    /// <summary>A run with environment variables.</summary>
    public static async Task<CliRun> With(Func<string, string?> environment, params string[] words)
    {
        using var bytes = new MemoryStream();
        using var output = new StringWriter();
        using var error = new StringWriter();
        var terminal = new Terminal(output, error) { OpenOutput = () => bytes, Environment = environment };
        int exit = await Application.RunAsync(words, terminal);
        return new CliRun((ExitCode)exit, output.ToString(), error.ToString(), bytes.ToArray());
    }
}
