using Fleet.DeviceAgent.Configuration;
using Fleet.DeviceAgent.Coredumps;

namespace Fleet.DeviceAgent.Commands;

/// <summary>What <c>fleetd core</c> was asked for.</summary>
/// <param name="Action">What to do.</param>
/// <param name="Given">Options that go before the kernel's words, as they were given.</param>
/// <param name="PatternOnly">Nothing is written to disk.</param>
/// <param name="Crash">What the kernel says; not null when a crash is to be handled.</param>
/// <param name="Problem">What was asked for wrongly; null when nothing was.</param>
internal sealed record CoreOptions(CoreAction Action, IReadOnlyList<string> Given, bool PatternOnly, CoreArguments? Crash, string? Problem)
{
    private static readonly string[] KnownSettings = ["--data", "--control"];

    /// <summary>The configuration as far as it is good: a crash is the wrong moment to complain of a file.</summary>
    public ConfigurationDraft Draft => FleetdOptions.Merge(
        Value("--config"),
        [.. Settings.All.Where(setting => KnownSettings.Contains(setting.Option)).Select(setting => (setting, Value(setting.Option!)!)).Where(pair => pair.Item2 is not null)],
        [],
        []);

    /// <summary>For <c>core_pattern</c>.</summary>
    public string Pattern => CorePattern.Of(Environment.ProcessPath!, Given);

    public static CoreOptions Parse(IReadOnlyList<string> arguments)
    {
        var action = CoreAction.Handle;
        var given = new List<string>();
        var patternOnly = false;
        var i = 0;
        for (; i < arguments.Count && arguments[i].StartsWith('-'); i++)
        {
            switch (arguments[i])
            {
                case "--help" or "-h":
                    action = CoreAction.Help;
                    break;
                case "--install":
                    action = CoreAction.Install;
                    break;
                case "--pattern-only":
                    patternOnly = true;
                    break;
                case "--print-sysctl":
                    action = CoreAction.PrintSysctl;
                    break;
                case "--config" when i + 1 < arguments.Count:
                case var setting when KnownSettings.Contains(setting) && i + 1 < arguments.Count:
                    given.AddRange([arguments[i], arguments[++i]]);
                    break;
                default:
                    return Wrong($"unknown option {arguments[i]}, or one without its value");
            }
        }

        if (action != CoreAction.Handle)
        {
            return new CoreOptions(action, given, patternOnly, null, null);
        }

        return CoreArguments.Parse([.. arguments.Skip(i)]) is { } crash
            ? new CoreOptions(action, given, patternOnly, crash, null)
            : Wrong($"{CoreArguments.Template} expected, as the kernel gives them");
    }

    private static CoreOptions Wrong(string problem) => new(CoreAction.Help, [], false, null, problem);

    private string? Value(string option)
    {
        var at = ((List<string>)Given).LastIndexOf(option);
        return at < 0 ? null : Given[at + 1];
    }
}
