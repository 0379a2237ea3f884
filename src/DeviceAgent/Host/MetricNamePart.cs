namespace Fleet.DeviceAgent.Host;

/// <summary>Names of the system's things as parts of metric keys: lower-case letters, digits and underscores.</summary>
internal static class MetricNamePart
{
    public static string Of(string name, string whenEmpty) => name.Length == 0
        ? whenEmpty
        : string.Create(name.Length, name, (part, source) =>
        {
            for (var i = 0; i < part.Length; i++)
            {
                part[i] = char.IsAsciiLetterOrDigit(source[i]) ? char.ToLowerInvariant(source[i]) : '_';
            }
        });
}
