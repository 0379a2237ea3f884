using Fleet.Api.V1;
using Fleet.Domain.Traces.Tickets;
using Fleet.Gateway.Traces;
using Fleet.Grains;
using Fleet.Grains.Projects;

namespace Fleet.Gateway.Issues;

/// <summary>Out to trackers: forms for new tickets, with everything filled in.</summary>
internal sealed class IssueTickets(IGrainFactory grains, IssueReader issues, TraceReader traces)
{
    /// <summary>Frames of a stack in a ticket: what a URL has room for is less.</summary>
    private const int MaxFrames = 32;

    private IDirectoryGrain Directory => grains.GetGrain<IDirectoryGrain>(GrainKeys.Directory);

    public async Task<IEnumerable<Tracker>> TrackersAsync(string project) =>
        (await SettingsAsync(project)).Select(t => new Tracker { Name = t.Name, Template = t.Template });

    /// <exception cref="Grpc.Core.RpcException">INVALID_ARGUMENT.</exception>
    public async Task<IEnumerable<Tracker>> SetAsync(string project, IEnumerable<Tracker> trackers)
    {
        await IssueCommands.Refused(async () =>
        {
            await Directory.SetTrackers(project, [.. trackers.Select(t => new TrackerSetting(project, t.Name, t.Template))]);
            return true;
        });
        return await TrackersAsync(project);
    }

    /// <param name="project">Whose.</param>
    /// <param name="issue">Which.</param>
    /// <param name="url">Of its page; empty when that is not known.</param>
    /// <param name="cancellation">Ends the wait.</param>
    /// <exception cref="Grpc.Core.RpcException">NOT_FOUND.</exception>
    public async Task<IEnumerable<TicketDraft>> DraftsAsync(string project, long issue, string url, CancellationToken cancellation)
    {
        var found = await issues.GetAsync(project, issue, cancellation);
        var trackers = await SettingsAsync(project);
        if (trackers.Count == 0)
        {
            return [];
        }

        var fields = new TicketFields
        {
            Id = issue,
            Title = found.Issue.Title,
            Class = found.Issue.Class,
            SoftwareType = found.Issue.SoftwareType,
            Version = found.Issue.NewestVersion,
            Traces = found.Issue.Traces,
            Devices = found.Issue.Devices,
            Url = url,
            Stack = found.Exemplars.Count > 0 && await traces.TryGetAsync(project, found.Exemplars[0], cancellation) is { } exemplar ? StackOf(exemplar) : "",
        };
        return trackers.Select(t => new TicketDraft { Tracker = t.Name, Url = TicketTemplate.Parse(t.Template).Fill(fields) });
    }

    private async Task<IReadOnlyList<TrackerSetting>> SettingsAsync(string project) => (await Directory.Read(0))?.TrackersOf(project) ?? [];

    private static string StackOf(TraceDetails trace) => trace.Crashed < trace.Threads.Count
        ? string.Join('\n', trace.Threads[trace.Crashed].Frames.Take(MaxFrames).Select((frame, i) => $"#{i} {LineOf(frame)}"))
        : "";

    private static string LineOf(TraceFrame frame)
    {
        var place = frame.File.Length > 0 ? $" at {frame.File}{(frame.Line > 0 ? $":{frame.Line}" : "")}" : "";
        return $"{(frame.Function.Length > 0 ? frame.Function : $"?? {frame.Offset}")}{place}{(frame.Module.Length > 0 ? $" [{frame.Module}]" : "")}";
    }
}
