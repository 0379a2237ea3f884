using System.Globalization;
using System.Text;
using Fleet.DeviceAgent.Native;
using Microsoft.Win32.SafeHandles;

namespace Fleet.DeviceAgent.Coredumps;

/// <summary>
/// One line for each crash, <c>C count wall_ms uptime_ms boot program</c>, and for each core that gave way to newer ones, <c>E count</c>. Appending is all
/// that a handler does for most crashes of a program that crashes all the time; the daemon takes the lines away.
/// </summary>
internal static class HandlerMarks
{
    /// <summary>Beyond it, marks of the same program are added up: a daemon that does not run must not let a crashing program fill the disk.</summary>
    public const int MaxBytes = 256 * 1024;

    /// <summary>Programs that are told apart when marks are added up.</summary>
    private const int MaxPrograms = 256;

    /// <summary>A lock is held for less than a millisecond; after this its holder has been stopped, and the mark is appended all the same.</summary>
    private const int LockMs = 1000;

    /// <summary>False when the disk does not take it.</summary>
    public static bool TryAppend(string path, HandlerMark mark) => TryAppend(path, Line(mark));

    /// <summary>Cores that gave way.</summary>
    public static bool TryAppendEvicted(string path, long count) => TryAppend(path, string.Create(CultureInfo.InvariantCulture, $"E {count}\n"));

    /// <summary>Takes away all marks, when <paramref name="count"/> has been done with them.</summary>
    /// <param name="path">The file; it may not be there.</param>
    /// <param name="count">Is given the marks and the number of cores that gave way.</param>
    public static void Take(string path, Action<IReadOnlyList<HandlerMark>, long> count)
    {
        if (!File.Exists(path) || !FileLock.TryTake(path, LockMs, out var file))
        {
            return;
        }

        using (file)
        {
            var (marks, evicted) = Read(file);
            if (marks.Count > 0 || evicted > 0)
            {
                count(marks, evicted);
                RandomAccess.SetLength(file, 0);
            }
        }
    }

    private static bool TryAppend(string path, string line)
    {
        using var file = CrashFolder.Open(path, LibC.OpenAppend);
        if (file is null)
        {
            return false;
        }

        var isLocked = FileLock.TryTake(file, LockMs);
        try
        {
            if (isLocked && RandomAccess.GetLength(file) > MaxBytes)
            {
                AddUp(file);
            }

            RandomAccess.Write(file, Encoding.UTF8.GetBytes(line), RandomAccess.GetLength(file));
            return true;
        }
        catch (IOException)
        {
            return false;
        }
    }

    private static void AddUp(SafeFileHandle file)
    {
        var (marks, evicted) = Read(file);
        var programs = Group(marks);
        programs.Sort((a, b) => b.Count.CompareTo(a.Count));
        var rest = new List<HandlerMark>();
        for (var i = MaxPrograms; i < programs.Count; i++)
        {
            rest.AddRange(programs[i].ConvertAll(mark => mark with { Program = "others" }));
        }

        programs.RemoveRange(Math.Min(MaxPrograms, programs.Count), Math.Max(0, programs.Count - MaxPrograms));
        programs.AddRange(Group(rest));
        var text = new StringBuilder();
        programs.ForEach(program => text.Append(Line(Sum(program))));
        if (evicted > 0)
        {
            text.Append(CultureInfo.InvariantCulture, $"E {evicted}\n");
        }

        var bytes = Encoding.UTF8.GetBytes(text.ToString());
        RandomAccess.SetLength(file, 0);
        RandomAccess.Write(file, bytes, 0);
    }

    /// <summary>By boot and program.</summary>
    private static List<List<HandlerMark>> Group(List<HandlerMark> marks)
    {
        var groups = new Dictionary<string, List<HandlerMark>>(StringComparer.Ordinal);
        foreach (var mark in marks)
        {
            var key = $"{mark.BootId:n} {mark.Program}";
            if (!groups.TryGetValue(key, out var group))
            {
                groups[key] = group = [];
            }

            group.Add(mark);
        }

        return [.. groups.Values];
    }

    /// <summary>All crashes of a group, at the time of the last.</summary>
    private static HandlerMark Sum(List<HandlerMark> group)
    {
        var last = group[0];
        var count = 0L;
        foreach (var mark in group)
        {
            count += mark.Count;
            last = mark.UptimeMs > last.UptimeMs ? mark : last;
        }

        return last with { Count = count };
    }

    private static (List<HandlerMark> Marks, long Evicted) Read(SafeFileHandle file)
    {
        // What was appended while a lock could not be had may exceed the bound by a little; much more is not ours.
        var bytes = new byte[Math.Min(RandomAccess.GetLength(file), 4 * MaxBytes)];
        var read = RandomAccess.Read(file, bytes, 0);
        var marks = new List<HandlerMark>();
        var evicted = 0L;
        foreach (var line in Encoding.UTF8.GetString(bytes, 0, read).Split('\n'))
        {
            var words = line.Split(' ', 6);
            if (words is ["C", var count, var wall, var uptime, var boot, var program] && TryNumber(count, out var crashes) && TryNumber(wall, out var wallMs)
                && TryNumber(uptime, out var uptimeMs) && Guid.TryParseExact(boot, "n", out var bootId))
            {
                marks.Add(new HandlerMark(crashes, bootId, wallMs, uptimeMs, program));
            }
            else if (words is ["E", var cores] && TryNumber(cores, out var gone))
            {
                evicted += gone;
            }
        }

        return (marks, evicted);
    }

    private static bool TryNumber(string text, out long number) => long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out number);

    private static string Line(HandlerMark mark) =>
        string.Create(CultureInfo.InvariantCulture, $"C {mark.Count} {mark.WallMs} {mark.UptimeMs} {mark.BootId:n} {mark.Program}\n");
}
