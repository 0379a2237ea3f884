using CsvHelper;
using Fleet.Api.V1;
using Fleet.Protocol.Devices;

namespace Fleet.Cli.Devices.Csv;

/// <summary>
/// Reads a file of devices (RFC 4180, UTF-8): all that can be said without the server. An empty cell leaves a thing as it is, so that a file of some
/// columns changes those and nothing else.
/// </summary>
internal static class DeviceFileReader
{
    /// <summary>Lines of one file: the greatest fleets several times, and some hundred megabytes of memory at most.</summary>
    public const int MaxLines = 200_000;

    /// <summary>Bytes of one line: all attributes at their greatest length. A quote that is never closed must not take the whole file.</summary>
    private const int MaxLineBytes = 1024 * 1024;

    private static readonly CsvReaderOptions Options = new()
    {
        Separator = ',',
        HasHeader = false,
        MalformedData = CsvMalformedDataHandling.Throw,
        TrackLineNumbers = true,
        MaxRecordSize = MaxLineBytes,
    };

    /// <exception cref="CliException">It is no CSV, or too long.</exception>
    public static DeviceFile Read(Stream content)
    {
        using var csv = CsvReader.Create(content, Options, leaveOpen: true);
        try
        {
            return Read(csv);
        }
        catch (CsvFormatException e)
        {
            throw new CliException(ExitCode.Failure, $"line {e.LineNumber}: {e.Message}. Nothing was changed");
        }
    }

    private static DeviceFile Read(CsvReader csv)
    {
        var errors = new List<CsvError>();
        if (!csv.Read())
        {
            errors.Add(new CsvError(1, 0, "", "the file is empty; its first line names the columns"));
            return new DeviceFile(null, [], errors);
        }

        var lines = new List<DeviceLine>();
        if (DeviceColumns.Read([.. Enumerable.Range(0, csv.FieldCount).Select(csv.GetString)], errors) is not { } columns)
        {
            return new DeviceFile(null, lines, errors);
        }

        var seen = new Dictionary<string, long>(StringComparer.Ordinal);
        while (csv.Read())
        {
            if (lines.Count == MaxLines)
            {
                throw new CliException(ExitCode.Failure, $"line {csv.LineNumber}: a file has at most {MaxLines} devices; cut it in two. Nothing was changed");
            }

            var before = errors.Count;
            var device = ReadLine(csv, columns, seen, errors);
            if (errors.Count == before)
            {
                lines.Add(new DeviceLine(csv.LineNumber, device));
            }
        }

        return new DeviceFile(columns, lines, errors);
    }

    private static ImportedDevice ReadLine(CsvReader csv, DeviceColumns columns, Dictionary<string, long> seen, List<CsvError> errors)
    {
        var device = new ImportedDevice { Device = new DeviceChange() };
        if (csv.FieldCount != columns.Count)
        {
            errors.Add(new CsvError(csv.LineNumber, 0, "", $"{csv.FieldCount} cells, but the first line names {columns.Count} columns"));
            return device;
        }

        for (var i = 0; i < columns.Count; i++)
        {
            if (ReadCell(columns[i], csv.GetString(i), device) is { } problem)
            {
                errors.Add(new CsvError(csv.LineNumber, i + 1, columns[i], problem));
            }
        }

        if (device.Serial.Length > 0 && !seen.TryAdd(device.Serial, csv.LineNumber))
        {
            errors.Add(new CsvError(csv.LineNumber, 0, "", $"'{device.Serial}' is on line {seen[device.Serial]} already"));
        }

        return device;
    }

    /// <returns>What is wrong with it; null when nothing is.</returns>
    private static string? ReadCell(string column, string cell, ImportedDevice device)
    {
        try
        {
            switch (column)
            {
                case DeviceColumns.Serial:
                    device.Serial = cell;
                    return DeviceSerial.IsValid(cell) ? null : $"'{cell}' is not a serial ({DeviceSerial.Pattern})";
                case var _ when cell.Length == 0:
                    return null;
                case DeviceColumns.Cohort:
                    device.Device.Cohort = cell;
                    return DeviceSerial.IsValid(cell) ? null : $"'{cell}' is not a cohort ({DeviceSerial.Pattern})";
                case DeviceColumns.Nickname:
                    device.Device.Nickname = AttributeText.ParseText(cell);
                    return null;
                case DeviceColumns.HardwareVersion:
                    device.Device.HardwareVersion = AttributeText.ParseText(cell);
                    return null;
                default:
                    device.Device.Attributes.Add(AttributeText.Parse(column[DeviceColumns.AttributePrefix.Length..], cell));
                    return null;
            }
        }
        catch (FormatException e)
        {
            return e.Message;
        }
    }
}
