using System.Text;
using Fleet.DeviceAgent.Native;

namespace Fleet.DeviceAgent.Configuration;

/// <summary>
/// Settings that were changed while the daemon ran: a TOML file of its own in the data directory, above the configuration files and below the
/// command line.
/// </summary>
internal sealed class Overrides(string dataDirectory)
{
    /// <summary>What cannot be changed from where it is kept, or would lock the person out who changes it.</summary>
    private static readonly string[] Fixed = ["data.directory", "control.socket"];

    private readonly string _path = PathIn(dataDirectory);

    public static string PathIn(string dataDirectory) => Path.Combine(dataDirectory, "overrides.toml");

    /// <summary>Key and value as TOML has it, by key.</summary>
    public SortedDictionary<string, string> Read()
    {
        var all = new SortedDictionary<string, string>(StringComparer.Ordinal);
        foreach (var line in File.Exists(_path) ? File.ReadAllLines(_path) : [])
        {
            if (line.Split(" = ", 2) is [var key, var value])
            {
                all[key] = value;
            }
        }

        return all;
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

        Directory.CreateDirectory(Path.GetDirectoryName(_path)!);
        AtomicFile.Replace(_path, string.Concat(all.Select(pair => $"{pair.Key} = {pair.Value}\n")), durable: true);
        return null;
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
