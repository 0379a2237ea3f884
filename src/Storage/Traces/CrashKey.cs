using Fleet.Storage.Sql;

namespace Fleet.Storage.Traces;

/// <summary>A crash of a device: an id alone may be said by another one too.</summary>
internal readonly record struct CrashKey(string Project, string CrashId, long DeviceId)
{
    /// <summary>Those that have work on the list say so from now on.</summary>
    public static ValueTask MarkWaitingAsync(ISqlTransaction transaction, IReadOnlyCollection<CrashKey> crashes) => transaction.WriteAsync(
        "Traces.mark_waiting",
        SqlColumn.Of(crashes, crash => crash.Project),
        SqlColumn.Of(crashes, crash => crash.CrashId),
        SqlColumn.Of(crashes, crash => crash.DeviceId));
}
