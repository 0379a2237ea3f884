using Fleet.Api.V1;
using Fleet.Cli.Output;

namespace Fleet.Cli.Traces;

/// <summary>Traces as rows.</summary>
internal static class TraceTable
{
    public static Table Of(IEnumerable<TraceSummary> traces)
    {
        var table = new Table("TIME (UTC)", "DEVICE", "SOFTWARE", ">ISSUE", "CLASS", "STATE", "ID", "TITLE");
        foreach (var trace in traces)
        {
            table.Add(
                HumanTime.Second(trace.Time),
                trace.Serial,
                $"{trace.SoftwareType} {trace.SoftwareVersion}",
                trace.Issue > 0 ? NumberText.Of(trace.Issue) : "",
                trace.Class,
                TraceText.Of(trace.State),
                trace.Id,
                trace.Title);
        }

        return table;
    }
}
