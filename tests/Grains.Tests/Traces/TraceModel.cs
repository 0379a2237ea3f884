using Fleet.Domain.Traces;
using Fleet.Domain.Traces.Grouping;
using Fleet.Domain.Traces.Issues;
using static Fleet.Grains.Tests.EmbeddedFleet;

namespace Fleet.Grains.Tests.Traces;

/// <summary>What rows and counts should be: every trace that was told, with the signature that it has now, in a list. Which issue that is, is asked of the book.</summary>
internal sealed class TraceModel
{
    private int _instances;

    public List<Told> Traces { get; } = [];

    /// <summary>By serial, the device that has it now.</summary>
    public Dictionary<string, int> Devices { get; } = [];

    public void Tell(string serial, long atMs, string version, Trace trace, Guid? crash = null)
    {
        var set = TraceSignatures.Of(trace, "main", GroupingRules.None);
        Traces.Add(new Told(serial, InstanceOf(serial), atMs, version, crash, set.Title) { Key = set.Key });
    }

    /// <summary>The device's rows go, and what they counted stays as it is.</summary>
    public void Delete(string serial)
    {
        if (Devices.Remove(serial, out var instance))
        {
            foreach (var told in Traces.Where(t => t.Instance == instance))
            {
                told.HasRow = false;
            }
        }
    }

    public void Symbolicate(Guid crash, Signature signature)
    {
        foreach (var told in Traces.Where(t => t.Crash == crash && t.HasRow))
        {
            told.Key = signature;
        }
    }

    /// <summary>What was erased is not made anew.</summary>
    public void Rebuild() => Traces.RemoveAll(t => !t.HasRow);

    public IEnumerable<string> Rows(IssueBook book) =>
        Traces.Where(t => t.HasRow).Select(t => $"{t.Serial} {t.AtMs} {t.Version} {t.Crash} {book.OwnerOf(t.Key)!.Id}").Order(StringComparer.Ordinal);

    /// <summary>Issues that stand for themselves and that a trace leads to, with all counts.</summary>
    public IEnumerable<string> Issues(IssueBook book) => Traces.GroupBy(t => book.ShownOf(book.OwnerOf(t.Key)!).Id).Select(issue =>
    {
        var shown = book.Find(issue.Key)!;
        var days = issue.GroupBy(t => t.AtMs / Day).OrderBy(d => d.Key).Select(d => $"{d.Key}:{d.Count()}");
        var versions = issue.GroupBy(t => t.Version).OrderBy(v => v.Key, StringComparer.Ordinal).Select(v =>
            $"{v.Key}={v.Count()}/{v.DistinctBy(t => t.Instance).Count()} {v.Min(t => t.AtMs)}..{v.Max(t => t.AtMs)}");
        return $"{issue.Key} {shown.State} {shown.Assignee} {issue.Count()}/{issue.DistinctBy(t => t.Instance).Count()} "
            + $"{issue.Min(t => t.AtMs)}..{issue.Max(t => t.AtMs)} [{string.Join(' ', days)}] [{string.Join(' ', versions)}]";
    }).Order(StringComparer.Ordinal);

    private int InstanceOf(string serial) => Devices.TryGetValue(serial, out var instance) ? instance : Devices[serial] = _instances++;

    /// <summary>A trace as it is now.</summary>
    public sealed record Told(string Serial, int Instance, long AtMs, string Version, Guid? Crash, string Title)
    {
        public required Signature Key { get; set; }

        public bool HasRow { get; set; } = true;
    }
}
