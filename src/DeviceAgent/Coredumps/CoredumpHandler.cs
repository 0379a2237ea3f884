using Fleet.DeviceAgent.Native;
using Fleet.Protocol;
using Fleet.Protocol.Coredumps;
using Fleet.Protocol.Sync;
using Microsoft.Win32.SafeHandles;

namespace Fleet.DeviceAgent.Coredumps;

/// <summary>
/// Handles one crash, in a process of its own that the kernel starts and that holds the dying one for as long as it reads:
/// <code>
/// count (a mark) → may it have a summary, a core? → a free slot → head of the core → frames → summary, pending → core → summary, for the daemon
/// </code>
/// Each step leaves less undone: whatever fails later, the crash counts, and then has a summary.
/// </summary>
internal sealed class CoredumpHandler(CrashContext context, CoreArguments arguments)
{
    /// <summary>Handlers at work at a time: each takes some megabytes and most of a core.</summary>
    public const int Slots = 2;

    /// <summary>After a burst of different programs each still gets its turn; a machine that is slower than that has other worries.</summary>
    private const int SlotWaitMs = 3000;

    private readonly Guid _bootId = ReadBootId(context.Roots.Proc);
    private readonly long _wallMs = context.Clock.WallMs;
    private readonly long _uptimeMs = context.Clock.UptimeMs;

    /// <returns>Whether there is a summary for the daemon.</returns>
    /// <exception cref="IOException">The disk does not take it.</exception>
    /// <exception cref="UnauthorizedAccessException">The disk does not take it.</exception>
    public bool Run(ICoreStream stream, Action release, Deadline deadline)
    {
        using var process = new CrashedProcess(context.Roots.Proc, arguments);
        var program = NameOf(process, "");
        context.Folder.Make();
        HandlerMarks.TryAppend(context.Folder.Marks, new HandlerMark(1, _bootId, _wallMs, _uptimeMs, program));

        var options = context.Options;
        var isAllowed = ProgramFilter.Allows(options.Programs, program, process.Executable);
        var wantsCore = isAllowed && options.Strategy != CoreStrategy.None;
        var (summary, core) = CrashRate.Use(context.Folder, program, wantsCore, options.CoresPerHour, _wallMs);
        if (!summary || TakeSlot() is not { } slot)
        {
            return false;
        }

        using (slot)
        {
            var reason = core ? ""
                : !isAllowed ? "coredump.programs excludes it"
                : options.Strategy == CoreStrategy.None ? "coredump.strategy is none"
                : $"more than {options.CoresPerHour} cores of this program in an hour";
            Handle(process, stream, release, deadline, reason);
            return true;
        }
    }

    private void Handle(CrashedProcess process, ICoreStream stream, Action release, Deadline deadline, string refusal)
    {
        var input = new CoreInput(stream);
        CoreHead head;
        try
        {
            head = CoreHead.Read(input);
        }
        catch (CoreFormatException e)
        {
            release();
            Finish(Summarise(process, null, null, []), new CaptureResult(CoreStrategy.None, 0, false, refusal.Length > 0 ? refusal : e.Message));
            return;
        }

        var modules = new ModuleMap(head.Notes, head.Segments, process.Memory);
        var words = new MemoryWords(process.Memory, head.Header.Is64);
        var walker = new FrameWalker(head, words);
        var addresses = head.Notes.Threads.Count > 0 ? walker.Walk(head.Notes.Threads[0]) : [];
        var summary = Summarise(process, head, modules, addresses);
        if (refusal.Length > 0)
        {
            release();
            Finish(summary, new CaptureResult(CoreStrategy.None, 0, false, refusal));
            return;
        }

        // The kernel waits meanwhile only where a core takes long anyhow.
        WriteNew(context.Folder.Pending(summary.Crash.Id), summary, durable: context.Options.Strategy == CoreStrategy.Full);
        var threads = process.ReadThreadNames();
        var log = DaemonLine.LogTail(context.ControlSocket);
        var unwind = new UnwindTables(process.Memory, modules);
        addresses.ForEach(address => unwind.Add(address - 1));
        foreach (var thread in head.Notes.Threads.TakeWhile(_ => !deadline.IsOver))
        {
            walker.Candidates(thread).ForEach(unwind.Add);
        }

        var capture = new CoreCapture(head, input, process.HasMemory ? process.Memory : null, modules, context.Options, deadline, release);
        var result = capture.Write(
            context.Folder.Temporary(summary.Crash.Id),
            context.Folder.Core(summary.Crash.Id),
            strategy => FleetNotes.Encode(summary with { Crash = summary.Crash with { Strategy = strategy } }, threads, addresses, log.Span, unwind.Entries));
        release();
        Finish(summary, result);
        var evicted = CoreBudget.Enforce(context.Folder, context.Options.MaxTotalBytes, summary.Crash.Id);
        if (evicted > 0)
        {
            HandlerMarks.TryAppendEvicted(context.Folder.Marks, evicted);
        }
    }

    private CrashSummary Summarise(CrashedProcess process, CoreHead? head, ModuleMap? modules, List<ulong> addresses)
    {
        var signal = head?.Notes.Signal;
        var crash = new Crash(
            Guid.CreateVersion7(context.Clock.Time.GetUtcNow()),
            NameOf(process, head?.Notes.ProgramName ?? ""),
            process.Executable,
            arguments.Pid,
            arguments.Signal,
            signal?.Code ?? 0,
            signal?.FaultAddress,
            process.CrashedThread,
            CoreStrategy.None,
            0,
            "the handler did not finish",
            modules is null ? [] : [.. addresses.Select(modules.Locate)]);
        return new CrashSummary(new Origin(_bootId, context.SoftwareType, context.SoftwareVersion), _wallMs, _uptimeMs, false, crash);
    }

    private void Finish(CrashSummary summary, CaptureResult result)
    {
        var final = summary with
        {
            IsTruncated = result.IsTruncated,
            Crash = summary.Crash with { Strategy = result.Strategy, CoreBytes = result.Bytes, Reason = PlainText.Of(result.Reason, ProtocolLimits.MaxReasonLength) },
        };
        var pending = context.Folder.Pending(final.Crash.Id);
        var fresh = context.Folder.Untold(final.Crash.Id) + ".new";
        try
        {
            WriteNew(fresh, final, durable: true);
            File.Move(fresh, context.Folder.Untold(final.Crash.Id));
            File.Delete(pending);
        }
        catch (IOException) when (File.Exists(pending))
        {
            // The core has filled the disk. The block of the pending one is there already.
            File.Delete(fresh);
            Overwrite(pending, final);
            File.Move(pending, context.Folder.Untold(final.Crash.Id));
        }

        DirectorySync.Flush(context.Folder.Path);
    }

    private static void Overwrite(string path, CrashSummary summary)
    {
        using var file = File.OpenHandle(path, FileMode.Open, FileAccess.Write);
        var bytes = summary.Encode();
        RandomAccess.Write(file, bytes, 0);
        RandomAccess.SetLength(file, bytes.Length);
        RandomAccess.FlushToDisk(file);
    }

    private static void WriteNew(string path, CrashSummary summary, bool durable)
    {
        using var file = CrashFolder.Create(path);
        RandomAccess.Write(file, summary.Encode(), 0);
        if (durable)
        {
            RandomAccess.FlushToDisk(file);
        }
    }

    private SafeFileHandle? TakeSlot()
    {
        // Those that come at once begin with different ones.
        var first = arguments.Pid % Slots;
        for (var waited = Environment.TickCount64; Environment.TickCount64 - waited < SlotWaitMs;)
        {
            for (var i = 0; i < Slots; i++)
            {
                if (FileLock.TryTake(context.Folder.Slot((first + i) % Slots), waitMs: i == 0 ? 10 : 0, out var held))
                {
                    return held;
                }
            }
        }

        return null;
    }

    private static string NameOf(CrashedProcess process, string fromCore) =>
        new[] { process.Program, PlainText.Of(fromCore, ProtocolLimits.MaxNameLength), Path.GetFileName(process.Executable) }.FirstOrDefault(name => name.Length > 0)
        ?? "unknown";

    private static Guid ReadBootId(string proc)
    {
        try
        {
            return Guid.Parse(File.ReadAllText(Path.Combine(proc, "sys/kernel/random/boot_id")).Trim());
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or FormatException)
        {
            return Guid.Empty;
        }
    }
}
