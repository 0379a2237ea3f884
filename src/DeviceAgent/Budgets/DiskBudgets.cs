using Fleet.DeviceAgent.Coredumps;
using Fleet.DeviceAgent.Logs.Store;
using Fleet.DeviceAgent.Queue;
using Fleet.DeviceAgent.Spooling;
using Fleet.Protocol.Sync;

namespace Fleet.DeviceAgent.Budgets;

/// <summary>What of the disk is used by everything that has a bound there, as those say themselves who keep to it.</summary>
/// <param name="queue">Entries that wait.</param>
/// <param name="outbox">Attachments that wait.</param>
/// <param name="cores">Cores that nobody has asked for.</param>
/// <param name="coresMost">Bytes that they may take.</param>
/// <param name="log">The device's log; null when there is none.</param>
internal sealed class DiskBudgets(EntryQueue queue, AttachmentOutbox outbox, CrashFolder cores, long coresMost, LogStore? log)
{
    /// <exception cref="IOException">A folder cannot be read.</exception>
    /// <exception cref="UnauthorizedAccessException">A folder cannot be read.</exception>
    public IReadOnlyList<BudgetLevel> Levels()
    {
        var levels = new List<BudgetLevel>
        {
            new("disk_queue", queue.DiskBytes, queue.MaxBytes),
            new("disk_coredumps", outbox.HeldBytes(EntryType.Coredump), outbox.MaxBytes(EntryType.Coredump)),
            new("disk_logs", outbox.HeldBytes(EntryType.LogFile), outbox.MaxBytes(EntryType.LogFile)),
            new("disk_recordings", outbox.HeldBytes(EntryType.Recording), outbox.MaxBytes(EntryType.Recording)),
            new("disk_held_coredumps", cores.CoreBytes(), coresMost),
        };
        if (log is not null)
        {
            levels.Add(new BudgetLevel("disk_log_store", log.DiskBytes, log.MaxBytes));
        }

        return levels;
    }
}
