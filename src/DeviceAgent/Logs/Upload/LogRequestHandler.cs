using Fleet.DeviceAgent.Logs.Store;
using Fleet.DeviceAgent.Requests;
using Fleet.Protocol.Logs;
using Fleet.Protocol.Sync;

namespace Fleet.DeviceAgent.Logs.Upload;

/// <summary>Carries out requests for the log of a stretch of time: each chunk with a line of it is queued, the one that is written is ended first.</summary>
internal sealed class LogRequestHandler(LogStore store, LogUploads uploads) : IRequestHandler
{
    public RequestKind Kind => RequestKind.Logs;

    public Task<RequestAnswer> HandleAsync(DeviceRequest request, CancellationToken stop)
    {
        var queued = 0;
        foreach (var chunk in store.Covering(request.FromMs, request.ToMs))
        {
            stop.ThrowIfCancellationRequested();
            queued += uploads.Queue(chunk, LogCause.Requested, request.Id) is null ? 0 : 1;
        }

        return Task.FromResult(queued > 0
            ? new RequestAnswer(request.Id, RequestOutcome.Done, $"{queued} files")
            : new RequestAnswer(request.Id, RequestOutcome.NothingHeld, "no line of this time is held"));
    }
}
