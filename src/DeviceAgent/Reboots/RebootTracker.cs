using Fleet.DeviceAgent.Diagnostics;
using Fleet.DeviceAgent.Native;
using Fleet.Protocol.Reboots;

namespace Fleet.DeviceAgent.Reboots;

/// <summary>
/// Finds out why the device rebooted, and hands one record for each boot over. Sources in order: a kernel panic in pstore, the reason file,
/// the agent's mark at shutdown; else it is unknown, which is unexpected.
/// </summary>
/// <remarks>
/// A state file names the last boot that was told, and what was seen of each source. It is durable only after the record was taken: a daemon
/// killed before tells the same again, under the same boot id. The sources are removed after that; one that cannot be is known by its stamp.
/// On the first start of all the running boot is noted and nothing is told: what the device did before the agent came is not known.
/// </remarks>
internal sealed class RebootTracker(
    DataDirectory directory, Guid bootId, PanicLog panics, bool keepsPanics, RebootReasonFile reasonFile, Action<Reboot> sink, AgentCounters counters, AgentLog log)
{
    private readonly string _statePath = directory.PathOf("reboot");
    private readonly ShutdownMark _shutdown = new(directory.PathOf("shutdown"), log);
    private bool _isTold;

    /// <summary>Tells of the reboot before the running boot, unless that is done. What fails is tried again with the next call.</summary>
    public void HandOver()
    {
        if (_isTold)
        {
            return;
        }

        try
        {
            var state = ReadState();
            if (state?.BootId != bootId)
            {
                Tell(state);
            }

            _isTold = true;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            log.Warn("reboot", $"the reboot before this boot could not be told yet: {e.Message}");
        }
    }

    /// <summary>The system goes down in order, and takes the daemon along.</summary>
    public void MarkShutdown(RebootReason reason)
    {
        try
        {
            _shutdown.Write(bootId, reason);
            log.Info("reboot", $"the system goes down ({RebootReasonNames.NameOf(reason)})");
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            log.Warn("reboot", $"the shutdown could not be noted, the reboot will be told as unknown: {e.Message}");
        }
    }

    private void Tell(RebootState? before)
    {
        var panic = ReadSource(panics.Read);
        var told = new RebootState(bootId, panic?.Stamp ?? before?.Panic ?? "", reasonFile.Stamp);
        if (before is null)
        {
            AtomicFile.Replace(_statePath, told.Text, durable: true);
            log.Info("reboot", "first start on this device: reboots are told from the next on");
            return;
        }

        var isNewPanic = panic is not null && panic.Stamp != before.Panic;
        var record = isNewPanic ? new Reboot(RebootReason.KernelPanic, Details: panic!.Log)
            : (told.ReasonFile.Length > 0 && told.ReasonFile != before.ReasonFile ? FromReasonFile() : null)
            ?? new Reboot(_shutdown.Read(before.BootId) ?? RebootReason.Unknown);
        sink(record);
        AtomicFile.Replace(_statePath, told.Text, durable: true);
        log.Info("reboot", $"{(record.IsExpected ? "expected" : "unexpected")} reboot before this boot: {RebootReasonNames.NameOf(record)}");
        Tidy(isNewPanic && !keepsPanics ? panic!.Files : []);
    }

    private Reboot? FromReasonFile()
    {
        if (ReadSource(reasonFile.Read) is not { } said)
        {
            return null;
        }

        if (RebootReasonNames.Parse(said.Reason, said.Details) is { } reboot)
        {
            return reboot;
        }

        counters.Add(AgentCounter.RebootReasonsRefused);
        log.Warn("reboot", $"{reasonFile.Path}: the first line is no reason: a name of the table or a slug of a-z 0-9 . _ - expected");
        return null;
    }

    /// <summary>A source that may not be read says nothing; the others may.</summary>
    private T? ReadSource<T>(Func<T?> read)
    {
        try
        {
            return read();
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            log.Warn("reboot", $"{e.Message}: what it says of the reboot is not known");
            return default;
        }
    }

    private void Tidy(IReadOnlyList<string> panicFiles)
    {
        Try(_shutdown.Remove);
        Try(reasonFile.Remove);
        foreach (var file in panicFiles)
        {
            Try(() => File.Delete(file));
        }

        void Try(Action remove)
        {
            try
            {
                remove();
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException)
            {
                log.Warn("reboot", $"what was told could not be removed: {e.Message}");
            }
        }
    }

    private RebootState? ReadState()
    {
        if (!File.Exists(_statePath))
        {
            return null;
        }

        var state = RebootState.Parse(File.ReadAllText(_statePath));
        if (state is null)
        {
            DamagedFile.BeginAnew(_statePath, "reboot", "reboots are told from the next on", log);
        }

        return state;
    }
}
