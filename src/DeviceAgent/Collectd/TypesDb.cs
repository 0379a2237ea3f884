using System.Text;

namespace Fleet.DeviceAgent.Collectd;

/// <summary>
/// Names of data sources by type, for the network protocol, which sends none. Only types with several are needed: the usual ones are built in,
/// the rest comes from collectd's own <c>types.db</c> where the device has it.
/// </summary>
/// <remarks>Format: https://collectd.org/documentation/manpages/types.db.5.shtml, a line <c>type source:KIND:min:max, ...</c>.</remarks>
internal sealed class TypesDb
{
    /// <summary>Where Debian and Yocto put it.</summary>
    public const string DefaultFile = "/usr/share/collectd/types.db";

    /// <summary>collectd's own has some three hundred lines, a tenth of them with several sources.</summary>
    private const int MaxFileBytes = 1024 * 1024;
    private const int MaxTypes = 1024;

    private static readonly (string[] Types, string[] Sources)[] BuiltIn =
    [
        (["if_octets", "if_packets", "if_errors", "if_dropped", "io_octets", "io_packets", "serial_octets"], ["rx", "tx"]),
        (["disk_octets", "disk_ops", "disk_time", "disk_merged", "disk_latency", "io_ops", "ps_disk_octets", "ps_disk_ops"], ["read", "write"]),
        (["disk_io_time"], ["io_time", "weighted_io_time"]),
        (["load"], ["shortterm", "midterm", "longterm"]),
        (["ps_count"], ["processes", "threads"]),
        (["ps_cputime"], ["user", "syst"]),
        (["ps_pagefaults", "vmpage_faults"], ["minflt", "majflt"]),
        (["vmpage_io"], ["in", "out"]),
        (["df"], ["used", "free"]),
        (["dns_octets"], ["queries", "responses"]),
        (["compression"], ["uncompressed", "compressed"]),
        (["smart_attribute"], ["current", "worst", "threshold", "pretty"]),
        (["voltage_threshold"], ["value", "threshold"]),
    ];

    private readonly Dictionary<string, byte[][]> _sources = new(StringComparer.Ordinal);
    private readonly Dictionary<string, byte[][]>.AlternateLookup<ReadOnlySpan<char>> _byText;

    public TypesDb()
    {
        _byText = _sources.GetAlternateLookup<ReadOnlySpan<char>>();
        foreach (var (types, sources) in BuiltIn)
        {
            foreach (var type in types)
            {
                _sources[type] = Encode(sources);
            }
        }
    }

    public static IEnumerable<string> BuiltInTypes => BuiltIn.SelectMany(entry => entry.Types);

    /// <summary>Reads a file, whose lines stand above what is built in.</summary>
    /// <returns>What is wrong with it, by line; empty when nothing is.</returns>
    /// <exception cref="IOException">It cannot be read, or is too large for what it should be.</exception>
    public IReadOnlyList<string> Read(string path)
    {
        if (new FileInfo(path).Length > MaxFileBytes)
        {
            throw new IOException($"{path} has more than {MaxFileBytes} bytes");
        }

        var problems = new List<string>();
        var number = 0;
        foreach (var line in File.ReadLines(path))
        {
            number++;
            if (ReadLine(line.Trim()) is { } problem)
            {
                problems.Add($"{path}:{number}: {problem}");
            }
        }

        return problems;
    }

    /// <summary>Names the values of a list by their type, if it is known to have as many.</summary>
    public void Name(ValueList list)
    {
        Span<char> type = stackalloc char[NameField.MaxBytes];
        var length = Encoding.Latin1.GetChars(list.Type.Bytes, type);
        if (!_byText.TryGetValue(type[..length], out var sources) || sources.Length != list.Count)
        {
            return;
        }

        for (var i = 0; i < sources.Length; i++)
        {
            list.Source(i).TrySet(sources[i]);
        }
    }

    private string? ReadLine(string line)
    {
        if (line.Length == 0 || line[0] == '#')
        {
            return null;
        }

        var words = line.Split((char[])[' ', '\t', ','], StringSplitOptions.RemoveEmptyEntries);
        var sources = words[1..];
        if (sources.Length == 0 || sources.Length > ValueList.MaxValues || !sources.All(IsSource))
        {
            return "not 'type name:KIND:min:max, ...'";
        }

        if (_sources.Count == MaxTypes && !_sources.ContainsKey(words[0]))
        {
            return $"more than {MaxTypes} types of several values";
        }

        if (sources.Length > 1)
        {
            _sources[words[0]] = Encode(sources.Select(source => source[..source.IndexOf(':')]));
        }

        return null;
    }

    private static bool IsSource(string text) => text.Split(':') is [{ Length: > 0 and <= NameField.MaxBytes }, "GAUGE" or "DERIVE" or "COUNTER" or "ABSOLUTE", _, _];

    private static byte[][] Encode(IEnumerable<string> names) => [.. names.Select(Encoding.Latin1.GetBytes)];
}
