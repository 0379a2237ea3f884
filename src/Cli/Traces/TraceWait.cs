using Fleet.Api.V1;
using Fleet.Cli.Commands;
using Grpc.Core;

namespace Fleet.Cli.Traces;

/// <summary>Waits until what came of a core is there to be shown.</summary>
internal static class TraceWait
{
    /// <summary>A core is read within seconds; others may be before it.</summary>
    public static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);

    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(300);

    /// <returns>The trace as it is when it is read, or when the time is over; null when even its summary is not there yet.</returns>
    public static async Task<TraceDetails?> ForAsync(ApiContext context, string id, TimeSpan within)
    {
        var time = context.Environment.Time;
        var start = time.GetTimestamp();
        TraceDetails? last = null;
        while (true)
        {
            try
            {
                var answer = await context.Api.Traces.GetTraceAsync(new GetTraceRequest { Project = context.Project, Id = id }, cancellationToken: context.Cancellation);
                last = answer.Trace;
            }
            catch (RpcException e) when (e.StatusCode == StatusCode.NotFound)
            {
                // The read models follow within a second.
            }

            if (last?.Summary.State is TraceState.Done or TraceState.Failed or TraceState.Quarantined || time.GetElapsedTime(start) >= within)
            {
                return last;
            }

            await Task.Delay(Pause, time, context.Cancellation);
        }
    }
}
