using System.Threading.Channels;
using Fleet.Domain.Devices;

namespace Fleet.Storage.EventLog;

/// <summary>
/// What one commit writes. A device is in it once at most: its second append, which only a second activation of its grain can have sent,
/// waits for the next flush, where the sequence of the first is known.
/// </summary>
internal sealed class Flush
{
    /// <summary>Writes in one commit. More would make the first of them wait for the last without saving much of the commit's cost.</summary>
    public const int MaxWrites = 512;

    /// <summary>Payload of one commit; one append may pass it.</summary>
    private const long MaxBytes = 8 * 1024 * 1024;

    private readonly HashSet<DeviceKey> _devices = [];
    private readonly Queue<PendingAppend> _deferred = new();
    private long _bytes;

    public List<PendingAppend> Appends { get; } = [];

    public List<PendingSnapshot> Snapshots { get; } = [];

    public bool HasDeferred => _deferred.Count > 0;

    private bool HasRoom => Appends.Count + Snapshots.Count < MaxWrites && _bytes < MaxBytes;

    /// <summary>Empties the flush and fills it again, the deferred first, as far as something is there.</summary>
    public void Fill(ChannelReader<PendingWrite> queue)
    {
        Clear();
        for (var waiting = _deferred.Count; waiting > 0 && HasRoom; waiting--)
        {
            Add(_deferred.Dequeue());
        }

        while (HasRoom && queue.TryRead(out var write))
        {
            if (write is PendingAppend append)
            {
                Add(append);
            }
            else
            {
                Snapshots.Add((PendingSnapshot)write);
            }
        }
    }

    public void Fail(Exception cause)
    {
        Appends.ForEach(append => append.Fail(cause));
        Snapshots.ForEach(snapshot => snapshot.Fail(cause));
        while (_deferred.TryDequeue(out var append))
        {
            append.Fail(cause);
        }

        Clear();
    }

    private void Clear()
    {
        Appends.Clear();
        Snapshots.Clear();
        _devices.Clear();
        _bytes = 0;
    }

    private void Add(PendingAppend append)
    {
        if (_devices.Add(append.Append.Device))
        {
            Appends.Add(append);
            _bytes += append.Append.Payload.Length;
        }
        else
        {
            _deferred.Enqueue(append);
        }
    }
}
