using Fleet.Api.V1;

namespace Fleet.Cli.Devices.Csv;

/// <summary>A line of a file that can be sent to the server.</summary>
/// <param name="Line">From 1; where it begins.</param>
/// <param name="Device">What it says.</param>
internal sealed record DeviceLine(long Line, ImportedDevice Device);
