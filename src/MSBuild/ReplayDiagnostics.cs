using Microsoft.Build.Framework;
using Task = Microsoft.Build.Utilities.Task;

namespace Qcc.MSBuild;

/// <summary>Shows the warnings of models again that were not compiled in this build.</summary>
public sealed class ReplayDiagnostics : Task
{
    /// <summary>What <see cref="PrepareModels"/> gave.</summary>
    public ITaskItem[] Models { get; set; } = [];

    /// <summary>Outputs that were made in this build.</summary>
    public ITaskItem[] Compiled { get; set; } = [];

    public override bool Execute()
    {
        HashSet<string> done = [.. Compiled.Select(c => c.ItemSpec)];
        foreach (string file in Models.Where(m => !done.Contains(m.GetMetadata("OutputFile"))).Select(m => m.GetMetadata("Diagnostics")).Where(File.Exists))
        {
            Log.LogMessagesFromFile(file, MessageImportance.Low);
        }
        return !Log.HasLoggedErrors;
    }
}
