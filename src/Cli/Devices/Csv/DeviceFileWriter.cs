using CsvHelper;
using Fleet.Api.V1;

namespace Fleet.Cli.Devices.Csv;

/// <summary>Writes devices as a file that <see cref="DeviceFileReader"/> reads as the same: taking it back changes nothing.</summary>
internal static class DeviceFileWriter
{
    private static readonly CsvWriterOptions Options = new();

    public static void Write(Stream output, IReadOnlyCollection<Device> devices)
    {
        string[] keys = [.. devices.SelectMany(d => d.Attributes.Select(a => a.Key)).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)];
        using var csv = CsvWriter.Create(output, Options, leaveOpen: true);
        csv.WriteRecord(
            [DeviceColumns.Serial, DeviceColumns.Cohort, DeviceColumns.Nickname, DeviceColumns.HardwareVersion, .. keys.Select(k => DeviceColumns.AttributePrefix + k)]);
        foreach (var device in devices)
        {
            var attributes = device.Attributes.ToDictionary(a => a.Key, AttributeText.Of, StringComparer.Ordinal);
            csv.WriteRecord(
                [device.Serial, device.Cohort, AttributeText.OfText(device.Nickname), AttributeText.OfText(device.HardwareVersion), .. keys.Select(k => attributes.GetValueOrDefault(k, ""))]);
        }

        csv.Flush();
    }
}
