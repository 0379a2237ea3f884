using System.Globalization;

namespace Fleet.Silo.Workers;

/// <summary>Memory of another process that is its own: what it has mapped of files goes when others need it.</summary>
internal static class ProcessMemory
{
    private const int Kilobyte = 1024;

    private static readonly string[] Counted = ["RssAnon:", "RssShmem:", "VmSwap:"];

    /// <returns>Bytes; null when the process has ended.</returns>
    public static long? Of(int process)
    {
        try
        {
            return File.ReadLines($"/proc/{process}/status")
                .Where(line => Counted.Any(name => line.StartsWith(name, StringComparison.Ordinal)))
                .Sum(line => long.Parse(line.Split(' ', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)[^2].Split('\t')[^1], CultureInfo.InvariantCulture) * Kilobyte);
        }
        catch (IOException)
        {
            return null;
        }
    }
}
