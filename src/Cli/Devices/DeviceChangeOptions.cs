using System.CommandLine;
using Fleet.Api.V1;

namespace Fleet.Cli.Devices;

/// <summary>Options that say what is to be otherwise with a device.</summary>
internal sealed class DeviceChangeOptions
{
    private readonly Option<string> _cohort = new("--cohort") { Description = "The cohort that it is to be in.", HelpName = "cohort" };

    private readonly Option<string> _nickname = new("--nickname") { Description = "A name for people; '' for none.", HelpName = "name" };

    private readonly Option<string> _hardware = new("--hardware-version") { Description = "Version of the board, ahead of the first contact.", HelpName = "version" };

    private readonly Option<string[]> _set = new("--set")
    {
        Description = "An attribute; a number, true, false, or a text, in double quotes if it looks like one of those. Can be repeated.",
        HelpName = "key=value",
        AllowMultipleArgumentsPerToken = false,
    };

    private readonly Option<string[]> _remove = new("--remove") { Description = "An attribute to be removed. Can be repeated.", HelpName = "key" };

    public void AddTo(Command command)
    {
        command.Add(_cohort);
        command.Add(_nickname);
        command.Add(_hardware);
        command.Add(_set);
        command.Add(_remove);
    }

    /// <exception cref="CliException">An attribute is not what it should be.</exception>
    public DeviceChange Read(ParseResult parsed)
    {
        var change = new DeviceChange();
        Set(parsed.GetValue(_cohort), cohort => change.Cohort = cohort);
        Set(parsed.GetValue(_nickname), nickname => change.Nickname = nickname);
        Set(parsed.GetValue(_hardware), hardware => change.HardwareVersion = hardware);
        ReadAttributes(parsed.GetValue(_set), parsed.GetValue(_remove), change);
        return change;
    }

    /// <summary>Adds assignments of the form <c>key=value</c> and keys to be removed to a change.</summary>
    /// <exception cref="CliException">An assignment is not what it should be.</exception>
    public static void ReadAttributes(string[]? set, string[]? remove, DeviceChange change)
    {
        foreach (var assignment in set ?? [])
        {
            var at = assignment.IndexOf('=', StringComparison.Ordinal);
            if (at < 1)
            {
                throw new CliException(ExitCode.Usage, $"--set: '{assignment}' is not of the form key=value");
            }

            try
            {
                change.Attributes.Add(AttributeText.Parse(assignment[..at], assignment[(at + 1)..]));
            }
            catch (FormatException e)
            {
                throw new CliException(ExitCode.Usage, $"--set {assignment[..at]}: {e.Message}");
            }
        }

        change.RemoveAttributes.Add(remove ?? []);
    }

    private static void Set(string? value, Action<string> set)
    {
        if (value is not null)
        {
            set(value);
        }
    }
}
