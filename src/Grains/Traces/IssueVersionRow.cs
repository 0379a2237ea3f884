namespace Fleet.Grains.Traces;

/// <summary>What an issue, with all that are merged into it, has of one version of the software.</summary>
/// <param name="SoftwareType">Of the software that failed.</param>
/// <param name="SoftwareVersion">Of the software that failed.</param>
/// <param name="FirstAtMs">Milliseconds since 1970 UTC.</param>
/// <param name="LastAtMs">Milliseconds since 1970 UTC.</param>
/// <param name="Traces">Of this version.</param>
/// <param name="Devices">Different ones that had it in this version.</param>
/// <param name="Running">Devices of the project that run this version now; 0 where a row is written.</param>
public readonly record struct IssueVersionRow(
    string SoftwareType, string SoftwareVersion, long FirstAtMs, long LastAtMs, long Traces, long Devices, long Running = 0);
