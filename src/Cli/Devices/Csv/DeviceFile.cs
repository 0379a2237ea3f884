namespace Fleet.Cli.Devices.Csv;

/// <summary>A file of devices as it was read.</summary>
/// <param name="Columns">Null when the first line is of no use: then nothing behind it was read.</param>
/// <param name="Lines">Those that can be sent, in their order.</param>
/// <param name="Errors">What is wrong with the others, in their order.</param>
internal sealed record DeviceFile(DeviceColumns? Columns, IReadOnlyList<DeviceLine> Lines, List<CsvError> Errors);
