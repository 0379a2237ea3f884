using Fleet.Protocol.Metrics;

namespace Fleet.Cli.Devices.Csv;

/// <summary>The columns of a file of devices, from its first line.</summary>
internal sealed class DeviceColumns
{
    public const string Serial = "serial";
    public const string Cohort = "cohort";
    public const string Nickname = "nickname";
    public const string HardwareVersion = "hardware_version";
    public const string AttributePrefix = "attribute.";

    private readonly string[] _names;

    private DeviceColumns(string[] names) => _names = names;

    public int Count => _names.Length;

    public string this[int index] => _names[index];

    /// <returns>Null when something is wrong with them.</returns>
    /// <param name="names">As the first line has them.</param>
    /// <param name="errors">Takes what is wrong.</param>
    public static DeviceColumns? Read(IReadOnlyList<string> names, List<CsvError> errors)
    {
        var before = errors.Count;
        var columns = new DeviceColumns([.. names.Select(n => n.Trim().ToLowerInvariant())]);
        for (var i = 0; i < columns.Count; i++)
        {
            if (!IsKnown(columns[i]))
            {
                var hint = columns.Count == 1 && columns[i].AsSpan().ContainsAny(";\t") ? "; columns are separated by commas" : "";
                errors.Add(new CsvError(1, i + 1, names[i], $"no such column; there are {Serial}, {Cohort}, {Nickname}, {HardwareVersion} and {AttributePrefix}<key>{hint}"));
            }
            else if (Array.IndexOf(columns._names, columns[i]) < i)
            {
                errors.Add(new CsvError(1, i + 1, names[i], "is there twice"));
            }
        }

        if (errors.Count == before && !columns._names.Contains(Serial))
        {
            errors.Add(new CsvError(1, 0, "", $"the column {Serial} is missing"));
        }

        return errors.Count == before ? columns : null;
    }

    /// <summary>Number from 1 of the column that an error of the server is about, which begins with the field; 0 when none is.</summary>
    public int Find(string error)
    {
        var field = error.Split(':')[0];
        var key = error.Split('\'') is [_, var quoted, ..] ? quoted : "";
        return Array.IndexOf(_names, field == "attributes" ? AttributePrefix + key : field) + 1;
    }

    private static bool IsKnown(string name) => name is Serial or Cohort or Nickname or HardwareVersion
        || (name.StartsWith(AttributePrefix, StringComparison.Ordinal) && KeyTable.IsValidKey(name.AsSpan(AttributePrefix.Length)));
}
