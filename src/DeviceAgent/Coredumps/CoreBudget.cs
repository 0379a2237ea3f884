namespace Fleet.DeviceAgent.Coredumps;

/// <summary>Keeps the cores that nobody has asked for within their share of the disk.</summary>
internal static class CoreBudget
{
    private const int LockMs = 1000;

    /// <summary>Deletes the oldest cores beyond the budget: first those of which the server knows and has not asked for them.</summary>
    /// <param name="folder">Of the cores.</param>
    /// <param name="most">Bytes that all may take.</param>
    /// <param name="latest">The one that was written just now, and stays.</param>
    /// <returns>How many gave way.</returns>
    public static int Enforce(CrashFolder folder, long most, Guid? latest = null)
    {
        if (!FileLock.TryTake(folder.Lock, LockMs, out var held))
        {
            return 0;
        }

        using (held)
        {
            var cores = folder.Cores();
            var total = cores.Sum(core => core.Bytes);
            var evicted = 0;
            foreach (var (id, bytes) in cores.Where(core => core.Id != latest).OrderBy(core => File.Exists(folder.Told(core.Id)) ? 0 : 1))
            {
                if (total <= most)
                {
                    break;
                }

                File.Delete(folder.Core(id));
                File.Delete(folder.Told(id));
                total -= bytes;
                evicted++;
            }

            return evicted;
        }
    }
}
