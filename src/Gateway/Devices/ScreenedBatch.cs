using Fleet.Protocol;
using Fleet.Protocol.Metrics;
using Fleet.Protocol.Sync;

namespace Fleet.Gateway.Devices;

/// <summary>Findings about one batch. Nearly always there are none, so the lists are made when first needed.</summary>
internal sealed class ScreenedBatch
{
    private List<Rejection>? _refused;
    private List<long>? _deferred;
    private List<TableHash>? _unknown;
    private Dictionary<TableHash, Rejection>? _refusedTables;

    /// <summary>Entries that will never be taken.</summary>
    public IReadOnlyList<Rejection> Refused => _refused ?? [];

    /// <summary>Values of the reports that were found fit.</summary>
    public int Values { get; private set; }

    /// <summary>Numbers of entries that wait: for their key table, for their attachment, or for the next batch.</summary>
    public IReadOnlyList<long> Deferred => _deferred ?? [];

    /// <summary>Tables to ask the device for: no more than it may send with one batch.</summary>
    public IReadOnlyList<TableHash> UnknownTables => _unknown ?? [];

    /// <summary>Whether the catalog was asked for as many tables as one batch may cost it.</summary>
    public bool HasAskedEnough => _unknown?.Count >= ProtocolLimits.MaxTables;

    public bool IsUnknown(TableHash table) => _unknown?.Contains(table) == true;

    public Rejection? RefusedTable(TableHash table) => _refusedTables?.GetValueOrDefault(table);

    public void Refuse(long number, RejectionCode code, string reason) => (_refused ??= []).Add(new Rejection(number, code, reason));

    public void RefuseTable(TableHash table, RejectionCode code, string reason) =>
        (_refusedTables ??= [])[table] = new Rejection(0, code, $"key table {table}: {reason}");

    /// <summary>Counts one value in.</summary>
    public void CountValue() => Values++;

    /// <summary>Puts a report off to the next batch when the values since <paramref name="before"/> are more than this one has room for.</summary>
    public void DeferBeyondRoom(long number, int before)
    {
        if (Values > ProtocolLimits.MaxValuesPerBatch)
        {
            Values = before;
            Defer(number);
        }
    }

    public void Defer(long number) => (_deferred ??= []).Add(number);

    public void Defer(long number, TableHash table)
    {
        Defer(number);
        if (!IsUnknown(table) && !HasAskedEnough)
        {
            (_unknown ??= []).Add(table);
        }
    }
}
