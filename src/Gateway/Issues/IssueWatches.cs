using Fleet.Api.V1;
using Fleet.Domain.Traces.Issues;
using Fleet.Gateway.Api;
using Fleet.Grains.Issues;
using Fleet.Grains.Traces;
using Grpc.Core;
using Microsoft.Extensions.Hosting;
using Stored = Fleet.Domain.Traces.Issues;

namespace Fleet.Gateway.Issues;

/// <summary>
/// Tells callers of issues that are new, came back or were opened again, by following the events: none of them is missed, and none is told twice to whom goes on from the
/// last position.
/// </summary>
internal sealed class IssueWatches(IIssueEventStore store, IssueBooks books, IIssueRows rows, IHostApplicationLifetime lifetime, TimeProvider time)
{
    /// <summary>Batches that are read at a time.</summary>
    private const int Page = 500;

    /// <summary>Events of a batch that have positions of their own; a batch of one trace or one command has a few.</summary>
    private const int EventsOfBatch = 1 << 10;

    private static readonly TimeSpan Period = TimeSpan.FromMilliseconds(500);

    private readonly WatchStreams _streams = new("issues", lifetime);

    /// <param name="project">Whose.</param>
    /// <param name="afterPosition">Null for what happens from now on.</param>
    /// <param name="stream">Who is told.</param>
    /// <param name="cancellation">Who has had enough.</param>
    /// <exception cref="RpcException">RESOURCE_EXHAUSTED; UNAVAILABLE when the server stops.</exception>
    public async Task WatchAsync(string project, long? afterPosition, IServerStreamWriter<WatchIssuesResponse> stream, CancellationToken cancellation)
    {
        await _streams.RunAsync(
            async end => await TellAsync(project, afterPosition ?? PositionOf(await store.HeadAsync(project, end), EventsOfBatch - 1), stream, end), cancellation);
    }

    private static long PositionOf(long sequence, int index) => (sequence * EventsOfBatch) + Math.Min(index, EventsOfBatch - 1);

    private async Task TellAsync(string project, long afterPosition, IServerStreamWriter<WatchIssuesResponse> stream, CancellationToken cancellation)
    {
        // The batch that the position is in may have events behind it.
        var sequence = Math.Max(0, (afterPosition / EventsOfBatch) - 1);
        while (true)
        {
            var batches = await store.ReadAsync(project, sequence, Page, cancellation);
            foreach (var stored in batches)
            {
                await TellAsync(project, stored, afterPosition, stream, cancellation);
                sequence = stored.Sequence;
            }

            if (batches.Count < Page)
            {
                await Task.Delay(Period, time, cancellation);
            }
        }
    }

    private async Task TellAsync(string project, StoredIssueBatch stored, long afterPosition, IServerStreamWriter<WatchIssuesResponse> stream, CancellationToken cancellation)
    {
        var batch = IssueBatchCodec.Decode(stored.Format, stored.Payload);
        for (var i = 0; i < batch.Events.Count; i++)
        {
            var position = PositionOf(stored.Sequence, i);
            if (position > afterPosition && Read(batch.Events[i]) is var (kind, version))
            {
                // One that is merged is not shown: the other is told of, where it is new or came back.
                if (await books.Of(project).Describe([batch.Events[i].Issue]) is [{ MergedInto: null } record])
                {
                    var issue = IssueMessages.Of(record, await rows.CountsAsync(project, record.Family, cancellation));
                    var told = new Fleet.Api.V1.IssueEvent { Position = position, Kind = kind, Time = TimeRange.Stamp(batch.AtMs), Version = version, Author = batch.By, Issue = issue };
                    await stream.WriteAsync(new WatchIssuesResponse { Event = told }, cancellation);
                }
            }
        }
    }

    /// <returns>Null for what nobody is told of.</returns>
    private static (IssueEventKind Kind, string Version)? Read(Stored.IssueEvent e) => e switch
    {
        IssueOpened opened => (IssueEventKind.Opened, opened.Version),
        IssueRegressed regressed => (IssueEventKind.Regressed, regressed.Version),
        IssueReopened => (IssueEventKind.Reopened, ""),
        _ => null,
    };
}
