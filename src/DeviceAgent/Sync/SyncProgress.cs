using Fleet.Protocol.Metrics;

namespace Fleet.DeviceAgent.Sync;

/// <summary>What an exchange carries from one of its requests to the next.</summary>
internal sealed class SyncProgress
{
    private readonly List<(TableHash Hash, ReadOnlyMemory<byte> Encoded)> _tables = [];
    private bool _confirmed;

    public int Acknowledged { get; set; }

    public int Rejected { get; set; }

    public TimeSpan? RetryAfter { get; set; }

    public TimeSpan? ComeBack { get; set; }

    public bool IsDone { get; set; }

    /// <summary>Why attachments wait that may be sent.</summary>
    public string? AttachmentError { get; set; }

    /// <summary>To go along with the next request.</summary>
    public IReadOnlyList<ReadOnlyMemory<byte>> Tables => [.. _tables.Select(table => table.Encoded)];

    public void AddTable(TableHash hash, ReadOnlyMemory<byte> encoded) => _tables.Add((hash, encoded));

    public void KeepFirstTable() => _tables.RemoveRange(1, _tables.Count - 1);

    /// <summary>The tables that went along, which are not sent again.</summary>
    public IReadOnlyList<TableHash> TakeTables()
    {
        var taken = _tables.ConvertAll(table => table.Hash);
        _tables.Clear();
        return taken;
    }

    /// <summary>True once.</summary>
    public bool TryConfirm()
    {
        var first = !_confirmed;
        _confirmed = true;
        return first;
    }
}
