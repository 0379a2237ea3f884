using System.Text;
using Fleet.DeviceAgent.Diagnostics;
using Fleet.DeviceAgent.Native;

namespace Fleet.DeviceAgent.Configuration;

/// <summary>
/// Settings that were changed while the daemon ran: a TOML file of its own in the data directory, above the configuration files and below the
/// command line. A line each, <c>key = value</c>, so that a line which has rotten costs no other.
/// </summary>
internal sealed class Overrides(string dataDirectory)
{
    /// <summary>What cannot be changed from where it is kept, or would lock the person out who changes it.</summary>
    private static readonly string[] Fixed = ["data.directory", "control.socket"];

    /// <summary>More than every setting with its longest value.</summary>
    private const long MaxBytes = 256 * 1024;

    private readonly string _path = PathIn(dataDirectory);

    public static string PathIn(string dataDirectory) => Path.Combine(dataDirectory, "overrides.toml");

    /// <summary>Key and value as TOML has it, by key; without what cannot be read.</summary>
    public SortedDictionary<string, string> Read()
    {
        var all = new SortedDictionary<string, string>(StringComparer.Ordinal);
        foreach (var line in Lines([]).Where(line => ConfigurationFile.ReadLine(_path, 1, line, new ConfigurationDraft()).Count == 0))
        {
            if (line.Split(" = ", 2) is [var key, var value] && !Fixed.Contains(key))
            {
                all[key] = value;
            }
        }

        return all;
    }

    /// <summary>Has the changes stand above what the draft holds.</summary>
    /// <returns>What cannot be read, by file and line; empty when all can.</returns>
    public IReadOnlyList<string> Apply(ConfigurationDraft draft)
    {
        var problems = new List<string>();
        var lines = Lines(problems);
        for (var i = 0; i < lines.Length; i++)
        {
            var problem = Fixed.FirstOrDefault(key => lines[i].StartsWith(key, StringComparison.Ordinal)) is { } key
                ? [$"{_path}:{i + 1}: {key}: cannot be changed while fleetd runs"]
                : ConfigurationFile.ReadLine(_path, i + 1, lines[i], draft);
            problems.AddRange(problem);
        }

        return problems;
    }

    /// <summary>Sets a file with damage aside, and writes what can still be read of it anew.</summary>
    public void Repair(AgentLog log)
    {
        try
        {
            var left = Read();
            DamagedFile.SetAside(_path, "config", log);
            Write(left);
            log.Warn("config", $"{left.Count} changes made at run time could be read and count on");
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            log.Warn("config", $"{_path} could not be set aside: {e.Message}");
        }
    }

    /// <summary>Changes one setting, durably.</summary>
    /// <param name="key">As in the file.</param>
    /// <param name="values">One, or several for a list; null takes the change back.</param>
    /// <returns>What is wrong with it, or null.</returns>
    /// <exception cref="IOException">It could not be written.</exception>
    public string? Change(string key, IReadOnlyList<string>? values)
    {
        if (Settings.All.FirstOrDefault(setting => setting.Key == key) is not { } setting)
        {
            return $"there is no setting {key}; fleetd --help lists all";
        }

        if (Fixed.Contains(key))
        {
            return $"{key} cannot be changed while fleetd runs";
        }

        if (values is not null && setting.Apply(new ConfigurationDraft(), values) is { } problem)
        {
            return $"{key}: {problem}";
        }

        var all = Read();
        if (values is null)
        {
            all.Remove(key);
        }
        else
        {
            all[key] = setting.IsList ? $"[{string.Join(", ", values.Select(Quote))}]" : Quote(values[0]);
        }

        Write(all);
        return null;
    }

    private void Write(SortedDictionary<string, string> all)
    {
        DataDirectory.Make(Path.GetDirectoryName(_path)!);
        AtomicFile.Replace(_path, string.Concat(all.Select(pair => $"{pair.Key} = {pair.Value}\n")), durable: true);
    }

    private string[] Lines(List<string> problems)
    {
        try
        {
            var file = new FileInfo(_path);
            if (file.Exists && file.Length > MaxBytes)
            {
                problems.Add($"{_path}: {file.Length} bytes are more than all settings take");
                return [];
            }

            return file.Exists ? File.ReadAllLines(_path) : [];
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            problems.Add($"{_path}: {e.Message}");
            return [];
        }
    }

    /// <summary>A basic string of TOML.</summary>
    private static string Quote(string text)
    {
        var quoted = new StringBuilder("\"");
        foreach (var c in text)
        {
            quoted.Append(c switch
            {
                '"' => "\\\"",
                '\\' => "\\\\",
                _ when char.IsControl(c) => $"\\u{(int)c:X4}",
                _ => c.ToString(),
            });
        }

        return quoted.Append('"').ToString();
    }
}
