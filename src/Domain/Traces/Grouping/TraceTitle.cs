using System.Text.RegularExpressions;

namespace Fleet.Domain.Traces.Grouping;

/// <summary>What people call a trace, and the issue that it opens: <c>segv-null in app!read_sensor at sensor.c:4</c>. The line is no part of any signature.</summary>
public static partial class TraceTitle
{
    /// <param name="trace">The trace.</param>
    /// <param name="where">The frame that it is named by, as signatures have it; what else there is without one; empty for nothing.</param>
    public static string Of(Trace trace, string where)
    {
        ArgumentNullException.ThrowIfNull(trace);
        if (where.Length == 0)
        {
            return trace.Class.Text;
        }

        var frame = trace.CrashedFrames.FirstOrDefault(f => f.Line > 0 && GroupingFrame.KeyOf(f, FunctionName.Canonical(trace.Language, f)) == where);
        var file = frame?.File.Replace('\\', '/');
        return $"{trace.Class.Text} in {where}{(string.IsNullOrEmpty(file) ? "" : $" at {file[(file.LastIndexOf('/') + 1)..]}:{frame!.Line}")}";
    }

    /// <summary>Whether a title names a place in a module and no function, as that of a trace without symbols does.</summary>
    public static bool IsPlace(string title) => Place().IsMatch(title);

    /// <summary>As <see cref="GroupingFrame.KeyOf"/> spells it.</summary>
    [GeneratedRegex(@" in \S*@[0-9a-f]*\+[0-9a-f]+$", RegexOptions.CultureInvariant | RegexOptions.NonBacktracking)]
    private static partial Regex Place();
}
