using Fleet.DeviceAgent.Configuration;

namespace Fleet.DeviceAgent.Commands;

/// <summary>What was asked for, and the configuration as far as file and options give it.</summary>
/// <param name="action">What to do.</param>
/// <param name="draft">The configuration so far.</param>
/// <param name="damage">What cannot be read of the changes at run time; the rest of them counts.</param>
internal sealed class FleetdOptions(FleetdAction action, ConfigurationDraft draft, IReadOnlyList<string> damage)
{
    public FleetdAction Action => action;

    public ConfigurationDraft Draft => draft;

    public IReadOnlyList<string> Damage => damage;

    /// <summary>A file of the agent's own that has rotten does not keep it from its work; whoever checks the configuration is told.</summary>
    /// <exception cref="ConfigurationException">Mistakes in the options or in the file.</exception>
    public static FleetdOptions Parse(IReadOnlyList<string> arguments)
    {
        var action = FleetdAction.Run;
        string? file = null;
        var problems = new List<string>();
        var given = new List<(Setting Setting, string Value)>();
        for (var i = 0; i < arguments.Count; i++)
        {
            var (name, value) = Split(arguments[i]);
            switch (name)
            {
                case "--help" or "-h":
                    return new FleetdOptions(FleetdAction.Help, new ConfigurationDraft(), []);
                case "--version":
                    return new FleetdOptions(FleetdAction.Version, new ConfigurationDraft(), []);
                case "--attached":
                    action = FleetdAction.RunAttached;
                    continue;
                case "--check-config":
                    action = FleetdAction.Check;
                    continue;
            }

            var setting = Settings.All.FirstOrDefault(candidate => candidate.Option == name);
            if (setting is null && name != "--config")
            {
                problems.Add($"unknown option {name}; fleetd --help lists all");
                continue;
            }

            if (value is null && ++i == arguments.Count)
            {
                problems.Add($"{name}: a value is missing");
                continue;
            }

            value ??= arguments[i];
            if (setting is null)
            {
                file = value;
            }
            else
            {
                given.Add((setting, value));
            }
        }

        var damage = new List<string>();
        var draft = Merge(file, given, problems, damage);
        if (action == FleetdAction.Check)
        {
            problems.AddRange(damage);
        }

        return problems.Count == 0 ? new FleetdOptions(action, draft, damage) : throw new ConfigurationException([.. problems, .. draft.FindProblems()]);
    }

    /// <summary>
    /// Each stands above those before it, whatever their order on the command line: the file, the files of <c>conf.d</c> beside it by name, what was
    /// changed at run time, the command line.
    /// </summary>
    /// <param name="file">Null for the default, which may not be there.</param>
    /// <param name="given">On the command line.</param>
    /// <param name="problems">Is told what is wrong; that is passed over.</param>
    /// <param name="damage">The same of what was changed at run time.</param>
    public static ConfigurationDraft Merge(string? file, IReadOnlyList<(Setting Setting, string Value)> given, List<string> problems, List<string> damage)
    {
        var draft = new ConfigurationDraft();
        var main = file ?? ConfigurationDraft.DefaultFile;
        if (file is not null || File.Exists(main))
        {
            problems.AddRange(ConfigurationFile.Read(main, draft));
        }

        var folder = Path.Combine(Path.GetDirectoryName(Path.GetFullPath(main))!, "conf.d");
        string[] dropIns = Directory.Exists(folder) ? Directory.GetFiles(folder, "*.toml") : [];
        foreach (var dropIn in dropIns.Order(StringComparer.Ordinal))
        {
            problems.AddRange(ConfigurationFile.Read(dropIn, draft));
        }

        Apply(draft, given, problems);
        damage.AddRange(new Overrides(draft.DataDirectory).Apply(draft));
        Apply(draft, given, []);
        return draft;
    }

    private static void Apply(ConfigurationDraft draft, IReadOnlyList<(Setting Setting, string Value)> given, List<string> problems)
    {
        foreach (var (setting, value) in given)
        {
            if (setting.Apply(draft, [value]) is { } problem)
            {
                problems.Add($"{setting.Option}: {problem}");
            }

            draft.Places[setting.Key] = setting.Option!;
            draft.IsReportIntervalPinned |= setting.Key == "report.interval";
        }
    }

    private static (string Name, string? Value) Split(string argument)
    {
        var equals = argument.StartsWith("--", StringComparison.Ordinal) ? argument.IndexOf('=') : -1;
        return equals < 0 ? (argument, null) : (argument[..equals], argument[(equals + 1)..]);
    }
}
