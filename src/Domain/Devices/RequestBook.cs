using Fleet.Protocol;
using Fleet.Protocol.Sync;

namespace Fleet.Domain.Devices;

/// <summary>
/// What a device is asked for: all that is open, and the last of what is not. Ids grow and are never used again, so that a device can tell a
/// request that it carried out from a new one. Changed by events only, and total: whatever they say, it stays bounded.
/// </summary>
public sealed class RequestBook
{
    /// <summary>Open requests of one device: as many as one reply may carry.</summary>
    public const int MaxOpen = ProtocolLimits.MaxRequests;

    /// <summary>Closed ones that are kept to be looked at.</summary>
    public const int MaxClosed = 32;

    private readonly List<TrackedRequest> _all = [];

    /// <summary>By id.</summary>
    public IReadOnlyList<TrackedRequest> All => _all;

    /// <summary>Id of the newest request; 0 when there never was one.</summary>
    public long LastId { get; private set; }

    public IEnumerable<TrackedRequest> OpenAt(long nowMs) => _all.Where(r => r.IsOpenAt(nowMs));

    /// <summary>Null when it is not known (any more).</summary>
    public TrackedRequest? Find(long id) => _all.Find(r => r.Request.Id == id);

    internal void Restore(long lastId, IEnumerable<TrackedRequest> all)
    {
        LastId = lastId;
        _all.AddRange(all);
    }

    internal void Apply(RequestMade e, long atMs)
    {
        if (e.Request.Id > LastId)
        {
            LastId = e.Request.Id;
            _all.Add(new TrackedRequest(e.Request, atMs, e.Place));
        }
    }

    internal void Apply(RequestAnswered e, long atMs) =>
        Close(e.Id, r => r with { State = RequestState.Answered, ClosedAtMs = atMs, Outcome = e.Outcome, Message = e.Message });

    internal void Apply(RequestCancelled e, long atMs) => Close(e.Id, r => r with { State = RequestState.Cancelled, ClosedAtMs = atMs });

    /// <summary>Closes what has expired, and forgets the oldest closed ones beyond those that are kept.</summary>
    internal void Tidy(long nowMs)
    {
        if (_all.Count == 0)
        {
            return;
        }

        for (var i = 0; i < _all.Count; i++)
        {
            _all[i] = _all[i].At(nowMs);
        }

        var surplus = _all.Count(r => r.State != RequestState.Open) - MaxClosed;
        surplus = Math.Max(surplus, _all.Count - MaxOpen - MaxClosed);
        for (; surplus > 0; surplus--)
        {
            var oldest = _all.FindIndex(r => r.State != RequestState.Open);
            _all.RemoveAt(Math.Max(oldest, 0));
        }
    }

    private void Close(long id, Func<TrackedRequest, TrackedRequest> close)
    {
        var index = _all.FindIndex(r => r.Request.Id == id);

        // An answer that comes late is still worth more than none.
        if (index >= 0 && (_all[index].State is RequestState.Open or RequestState.Expired))
        {
            _all[index] = close(_all[index]);
        }
    }
}
