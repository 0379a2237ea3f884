using System.CommandLine;
using Fleet.Cli.Commands;

namespace Fleet.Cli.Completion;

/// <summary>Scripts that let a shell ask this program what could come next, by the <c>[suggest]</c> directive of System.CommandLine.</summary>
internal static class CompletionCommand
{
    private const string Bash = """
        _fleet_complete() {
            local IFS=$'\n'
            COMPREPLY=($(compgen -W "$("${COMP_WORDS[0]}" "[suggest:${COMP_POINT}]" "${COMP_LINE}" 2>/dev/null)" -- "${COMP_WORDS[COMP_CWORD]}"))
        }
        complete -o default -F _fleet_complete fleet ./fleet
        """;

    private const string Zsh = """
        _fleet_complete() {
            local -a words_to_offer
            words_to_offer=("${(@f)$("${words[1]}" "[suggest:${CURSOR}]" "${BUFFER}" 2>/dev/null)}")
            compadd -- $words_to_offer
        }
        compdef _fleet_complete fleet ./fleet
        """;

    private const string Fish = """
        function __fleet_complete
            set --local line (commandline --cut-at-cursor)
            (commandline --tokenize)[1] "[suggest:"(string length -- "$line")"]" "$line" 2>/dev/null
        end
        complete --command fleet --arguments '(__fleet_complete)'
        """;

    public static Command Create(CliEnvironment environment)
    {
        var shell = new Argument<string>("shell") { Description = "bash, zsh or fish." };
        shell.AcceptOnlyFromAmong("bash", "zsh", "fish");
        var command = new ExampleCommand(
            "completion",
            "Prints a script that completes commands and options in a shell.",
            "eval \"$(fleet completion bash)\"            # in ~/.bashrc",
            "source <(fleet completion zsh)             # in ~/.zshrc",
            "fleet completion fish | source             # in ~/.config/fish/config.fish") { shell };
        command.SetAction(parsed => environment.Out.WriteLine(parsed.GetValue(shell) switch
        {
            "bash" => Bash,
            "zsh" => Zsh,
            _ => Fish,
        }));
        return command;
    }
}
