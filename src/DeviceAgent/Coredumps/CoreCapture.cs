using Fleet.DeviceAgent.Elf;
using Fleet.DeviceAgent.Native;
using Fleet.Protocol.Coredumps;

namespace Fleet.DeviceAgent.Coredumps;

/// <summary>
/// Keeps the core of one crash: as the strategy says, and when that becomes too large, with the next smaller one. Stacks are read from the process
/// itself, which spares the kernel the writing of all that is not kept; only a full core is read from the pipe.
/// </summary>
/// <param name="head">Of the kernel's core.</param>
/// <param name="input">Behind the head.</param>
/// <param name="memory">Of the process; null when there is only the pipe.</param>
/// <param name="modules">Of the process.</param>
/// <param name="options">Strategy and limits.</param>
/// <param name="deadline">After it, what has been written is all.</param>
/// <param name="release">Lets the process go: nothing of it is needed any more.</param>
internal sealed class CoreCapture(
    CoreHead head, CoreInput input, IProcessMemory? memory, ModuleMap modules, CoredumpOptions options, Deadline deadline, Action release)
{
    /// <summary>AT_RANDOM: what lies above it on the first thread's stack are the arguments and the environment.</summary>
    private const ulong RandomEntry = 25;

    private readonly ulong _headEnd = input.Position;

    /// <param name="temporary">File while it is written.</param>
    /// <param name="path">File once it is whole.</param>
    /// <param name="notes">Our own notes for a strategy.</param>
    public CaptureResult Write(string temporary, string path, Func<CoreStrategy, byte[]> notes)
    {
        var reason = "";
        for (var strategy = options.Strategy; strategy > CoreStrategy.None; strategy--)
        {
            if (strategy == CoreStrategy.Threads && memory is null && input.Position != _headEnd)
            {
                // The stacks have gone by.
                continue;
            }

            try
            {
                var result = TryWrite(strategy, temporary, path, notes(strategy));
                if (result is not { Strategy: CoreStrategy.None })
                {
                    return result with { Reason = Join(reason, result.Reason) };
                }

                return new CaptureResult(CoreStrategy.None, 0, false, Join(reason, result.Reason));
            }
            catch (CoreTooLargeException)
            {
                reason = Join(reason, $"as {Name(strategy)} it is larger than {Math.Min(options.MaxCoreBytes, options.MaxTotalBytes)} bytes");
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException)
            {
                return new CaptureResult(CoreStrategy.None, 0, false, Join(reason, e.Message));
            }
        }

        return new CaptureResult(CoreStrategy.None, 0, false, reason);
    }

    private CaptureResult TryWrite(CoreStrategy strategy, string temporary, string path, byte[] notes)
    {
        if (strategy < CoreStrategy.Full)
        {
            head.HideArguments();
        }

        var plan = Plan(strategy);
        ICoreContent content = strategy == CoreStrategy.Full || memory is null ? new StreamContent(input) : new MemoryContent(memory, deadline);
        using var file = CoreFile.Create(temporary, Math.Min(options.MaxCoreBytes, options.MaxTotalBytes));
        try
        {
            var isWhole = CoreWriter.Write(head, plan, notes, content, file);
            file.Flush();
            release();
            file.Complete(path);
            var isCut = head.IsCut || plan.IsCut || !isWhole;
            var reason = isWhole ? "" : deadline.IsOver ? "cut short: the time was over" : "cut short: the kernel's core ended";
            return new CaptureResult(strategy, file.Length, isCut, reason);
        }
        catch (IOException e) when (e.HResult is LibC.ErrorNoSpace or LibC.ErrorQuota)
        {
            release();
            return file.TryCompleteCut(path)
                ? new CaptureResult(strategy, file.Length, true, "cut short: the disk is full")
                : new CaptureResult(CoreStrategy.None, 0, false, "the disk is full");
        }
    }

    private CapturePlan Plan(CoreStrategy strategy)
    {
        ulong? streamAt = memory is null ? input.Position : null;
        return strategy switch
        {
            CoreStrategy.Full => CapturePlan.Full(head.Segments, input.Position),
            CoreStrategy.Threads => CapturePlan.Of(head.Segments, ThreadRanges(), streamAt),
            _ => CapturePlan.Of(head.Segments, [], streamAt),
        };
    }

    private List<AddressRange> ThreadRanges()
    {
        var is64 = head.Header.Is64;
        var redZone = CoreArchitecture.Find(head.Header)?.RedZone ?? 0;
        var random = head.Notes.Auxiliary(RandomEntry);
        var ranges = new List<AddressRange>();
        foreach (var thread in head.Notes.Threads)
        {
            var stack = CapturePlan.StackOf(thread, head.Segments, redZone, (ulong)options.StackBytes);
            ranges.Add(stack.Contains(random) ? stack with { End = random } : stack);
        }

        ranges.AddRange(modules.Modules.Select(module => module.Header));
        ranges.Add(modules.Vdso);
        ranges.AddRange(new LinkMapReader(head.Notes, new MemoryWords(memory ?? NoMemory.Instance, is64), is64).Read());
        return ranges;
    }

    private static string Name(CoreStrategy strategy) => strategy switch
    {
        CoreStrategy.Full => "full",
        CoreStrategy.Threads => "threads",
        _ => "registers",
    };

    private static string Join(string one, string other) => one.Length == 0 ? other : other.Length == 0 ? one : $"{one}; {other}";
}
