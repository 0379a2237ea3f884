using System.ComponentModel;
using System.Runtime.InteropServices;
using Fleet.DeviceAgent.Native;
using Fleet.DeviceAgent.Queue;
using Fleet.DeviceAgent.Requests;
using Fleet.DeviceAgent.Spooling;
using Fleet.Protocol.Coredumps;
using Fleet.Protocol.Sync;

namespace Fleet.DeviceAgent.Coredumps;

/// <summary>Gives the server a core that it asks for: the file goes to the spool, and an entry that names it to the queue.</summary>
internal sealed class CoredumpRequests(CrashFolder folder, AttachmentOutbox outbox) : IRequestHandler
{
    private readonly Lock _gate = new();

    public RequestKind Kind => RequestKind.Coredump;

    public Task<RequestAnswer> HandleAsync(DeviceRequest request, CancellationToken stop)
    {
        // Two may ask for the same core.
        lock (_gate)
        {
            return Task.FromResult(Handle(request));
        }
    }

    private RequestAnswer Handle(DeviceRequest request)
    {
        var id = request.Subject;
        if (!File.Exists(folder.Core(id)) || ReadSummary(id) is not { } summary)
        {
            return new RequestAnswer(request.Id, RequestOutcome.NothingHeld, "the core is not held, or not any more");
        }

        // A second name goes to the spool. The first stays until the entry is queued: after a kill in between the request finds it again.
        var moving = folder.Core(id) + ".new";
        File.Delete(moving);
        if (LibC.Link(folder.Core(id), moving) != 0)
        {
            throw new IOException($"link {moving}: {new Win32Exception(Marshal.GetLastPInvokeError()).Message}");
        }

        outbox.Take(EntryType.Coredump, EntryPriority.Coredump, moving, content =>
            new Coredump(id, summary.Crash.Strategy, summary.IsTruncated, content).Encode());
        File.Delete(folder.Core(id));
        File.Delete(folder.Told(id));
        return new RequestAnswer(request.Id, RequestOutcome.Done, "");
    }

    private CrashSummary? ReadSummary(Guid id) =>
        new[] { folder.Told(id), folder.Untold(id) }.Where(File.Exists).Select(path => CrashSummary.Decode(File.ReadAllBytes(path))).FirstOrDefault();
}
