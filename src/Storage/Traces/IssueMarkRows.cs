using Fleet.Storage.Sql;

namespace Fleet.Storage.Traces;

/// <summary>Raises the stamps of issues.</summary>
internal static class IssueMarkRows
{
    /// <summary>In one order, so that transactions that touch the same issues never wait for each other in a circle.</summary>
    public static ValueTask TouchAsync(ISqlTransaction transaction, IEnumerable<(string Project, long Issue)> issues)
    {
        var marks = issues.Distinct().OrderBy(mark => mark.Project, StringComparer.Ordinal).ThenBy(mark => mark.Issue).ToList();
        return transaction.WriteAsync("Traces.touch_mark", SqlColumn.Of(marks, mark => mark.Project), SqlColumn.Of(marks, mark => mark.Issue));
    }
}
