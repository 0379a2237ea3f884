using Fleet.Domain.Devices;
using Fleet.Grains.EventLog;

namespace Fleet.Grains.Projections;

/// <summary>A row of the log that a projection cannot take, however often it tries.</summary>
internal sealed class RowException : Exception
{
    public RowException(LogRow row, Exception cause)
        : this(row.Position, cause) => Device = row.Device;

    public RowException(long position, Exception cause)
        : base(cause.Message, cause) => Position = position;

    public long Position { get; }

    /// <summary>Whose row it is; null when it cannot be read.</summary>
    public DeviceKey? Device { get; }

    /// <summary>Whether a failure is the store's, a time-out or an end: the same row may well be taken the next time.</summary>
    public static bool MayPass(Exception e) =>
        e is StoreUnavailableException or StoreBusyException or OperationCanceledException or TimeoutException or Orleans.Runtime.OrleansException;
}
