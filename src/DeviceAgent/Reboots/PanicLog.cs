using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace Fleet.DeviceAgent.Reboots;

/// <summary>
/// Reads the kernel panics that pstore kept over the reboot, in RAM (ramoops) or in firmware: files <c>dmesg-*</c> that begin with
/// <c>Panic#1 Part1</c>. A log longer than a record of the backend is in several parts, of which the first is the end of the log.
/// Dumps of other kinds (an oops that the system survived) are no panic. (Documentation/admin-guide/pstore-blk.rst, ramoops.rst)
/// </summary>
internal sealed class PanicLog(string directory)
{
    private const string FilePattern = "dmesg-*";
    private const string PanicHead = "Panic#";

    /// <summary>Heads of dumps that are none of a panic (<c>kmsg_dump_reason_str</c> of the kernel).</summary>
    private static readonly string[] OtherHeads = ["Oops#", "Emergency#", "Shutdown#", "Restart#", "Halt#", "Poweroff#", "Unknown#"];

    /// <summary>A backend has some tens of records of some tens of kilobytes each. Of one file no more than the end can matter.</summary>
    private const int MaxFiles = 64;
    private const int MaxFileBytes = 256 * 1024;
    private const int MaxHead = 64;
    private const int StampBytes = 16;

    /// <summary>The panics that are there, oldest first; null when there is none.</summary>
    /// <exception cref="IOException">They cannot be read.</exception>
    public PanicDump? Read()
    {
        if (!Directory.Exists(directory))
        {
            return null;
        }

        var parts = Directory.EnumerateFiles(directory, FilePattern)
            .Order(StringComparer.Ordinal)
            .Take(MaxFiles)
            .Select(Read)
            .Where(part => !Array.Exists(OtherHeads, head => part.Head.StartsWith(head, StringComparison.Ordinal)))
            .OrderBy(part => part.Written)
            .ThenByDescending(part => PartOf(part.Head))
            .ToList();
        if (parts.Count == 0)
        {
            return null;
        }

        var log = RebootDetails.Of(string.Concat(parts.Select(part => part.End.EndsWith('\n') ? part.End : part.End + "\n")));
        var stamp = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(log)).AsSpan(0, StampBytes));
        return new PanicDump([.. parts.Select(part => part.Path)], stamp, log);
    }

    private static PanicPart Read(string path)
    {
        using var file = File.OpenRead(path);
        var bytes = new byte[Math.Min(file.Length, MaxFileBytes)];
        var length = file.ReadAtLeast(bytes, bytes.Length, throwOnEndOfStream: false);
        var text = bytes.AsSpan(0, length);
        var head = text[..Math.Min(length, MaxHead)];
        var end = text[^Math.Min(length, RebootDetails.MaxLength)..];
        return new PanicPart(path, File.GetLastWriteTimeUtc(path).Ticks, Encoding.UTF8.GetString(head), RebootDetails.Of(Encoding.UTF8.GetString(end)));
    }

    /// <summary>Of <c>Panic#2 Part3</c> the 3.</summary>
    private static int PartOf(string head)
    {
        const string Part = " Part";
        var line = head.Split('\n')[0];
        var at = line.IndexOf(Part, StringComparison.Ordinal);
        return line.StartsWith(PanicHead, StringComparison.Ordinal) && at > 0
            && int.TryParse(line.AsSpan(at + Part.Length), NumberStyles.None, CultureInfo.InvariantCulture, out var part) ? part : 0;
    }
}
