using System.Globalization;

namespace Fleet.DeviceAgent.Budgets;

/// <summary>The interface that packets to anywhere leave by, from <c>/proc/net/route</c>: that of the default route with the lowest metric.</summary>
internal static class DefaultRoute
{
    private const int Interface = 0;
    private const int Destination = 1;
    private const int Metric = 6;
    private const int Mask = 7;

    /// <returns>Null when there is none.</returns>
    public static string? FindInterface(string proc)
    {
        try
        {
            return File.ReadLines(Path.Combine(proc, "net/route"))
                .Select(line => line.Split('\t', StringSplitOptions.TrimEntries))
                .Where(fields => fields.Length > Mask && fields[Destination] == "00000000" && fields[Mask] == "00000000")
                .MinBy(fields => int.TryParse(fields[Metric], NumberStyles.None, CultureInfo.InvariantCulture, out var metric) ? metric : int.MaxValue)?[Interface];
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }
}
