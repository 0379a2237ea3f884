namespace Fleet.DeviceAgent.Logs;

/// <summary>A line as a person reads it.</summary>
/// <param name="TimeUs">Microseconds since 1970 UTC by the device's clock.</param>
/// <param name="Level">Syslog severity.</param>
/// <param name="Source">Program, unit or tag; may be empty.</param>
/// <param name="Text">The message, or the fields when there is none; cut when long.</param>
internal readonly record struct TailLine(long TimeUs, int Level, string Source, string Text)
{
    public int Characters => Source.Length + Text.Length;
}
