using System.CommandLine;
using Qcc.Cli.Documents;
using Qcc.Cli.Options;

namespace Qcc.Cli.Verbs;

/// <summary>Shells with a completion script.</summary>
enum CompletionShell { Bash, Zsh, Fish, Pwsh }

/// <summary><c>qcc completions SHELL</c>: a script that lets a shell complete verbs, options and their values.</summary>
/// <remarks>
/// The scripts ask the command line itself: <c>qcc "[suggest:N]" LINE</c> prints what may stand at character N of a line, one a line, so
/// they never fall behind its options. Options are offered once a word begins with a dash; where nothing is, shells complete file names.
/// </remarks>
static class CompletionsVerb
{
    public static Command Create(Host host)
    {
        Argument<CompletionShell> shell = Choice.Argument<CompletionShell>("SHELL", "The shell to write the script for");
        var verb = new VerbCommand("completions", "Print a script that completes verbs, options and values in a shell",
            "eval \"$(qcc completions bash)\"                               in ~/.bashrc",
            "eval \"$(qcc completions zsh)\"                                in ~/.zshrc, behind compinit",
            "qcc completions fish > ~/.config/fish/completions/qcc.fish",
            "qcc completions pwsh | Out-String | Invoke-Expression        in $PROFILE")
        { shell };
        host.Bind(verb, new CompletionsDocument(), (line, _, _) => Task.FromResult<Document>(Run(line.GetRequiredValue(shell))));
        return verb;
    }

    public static CompletionsDocument Run(CompletionShell shell) => new() { Shell = Choice.Name(shell), Script = Script(shell) };

    static string Script(CompletionShell shell) => shell switch
    {
        // Bash ends words at = too, and wants only what continues the word.
        CompletionShell.Bash => """
            _qcc() {
              local program=${1/#\~\//$HOME/} line=${COMP_LINE//=/ } suggestion
              COMPREPLY=()
              while IFS= read -r suggestion; do
                [[ $suggestion == "$2"* && ( $2 == -* || $suggestion != -* ) ]] && COMPREPLY+=("$suggestion")
              done < <("$program" "[suggest:$COMP_POINT]" "$line" 2>/dev/null)
            }
            complete -o bashdefault -o default -F _qcc qcc

            """,
        CompletionShell.Zsh => """
            #compdef qcc
            _qcc() {
              local -a suggestions
              suggestions=("${(@f)$("${words[1]}" "[suggest:$CURSOR]" "$BUFFER" 2>/dev/null)}")
              suggestions=("${(@)suggestions:#}")
              [[ $PREFIX == -* ]] || suggestions=("${(@)suggestions:#-*}")
              (( $#suggestions )) && compadd -a suggestions || _files
            }
            compdef _qcc qcc

            """,
        CompletionShell.Fish => """
            function __qcc
              set -l word (commandline -ct)
              for suggestion in (qcc "[suggest:"(commandline -C)"]" (commandline) 2>/dev/null)
                string match -q -- '-*' $word; or not string match -q -- '-*' $suggestion; and echo $suggestion
              end
            end
            complete -c qcc -a '(__qcc)'

            """,
        CompletionShell.Pwsh => """
            Register-ArgumentCompleter -Native -CommandName qcc -ScriptBlock {
              param($word, $line, $position)
              qcc "[suggest:$position]" "$line" 2>$null | Where-Object { $word -like '-*' -or $_ -notlike '-*' } | ForEach-Object { [System.Management.Automation.CompletionResult]::new($_, $_, 'ParameterValue', $_) }
            }

            """,
        _ => throw new ArgumentOutOfRangeException(nameof(shell), shell, null),
    };
}
