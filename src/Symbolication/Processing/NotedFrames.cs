using Fleet.Domain.Traces;
using Fleet.Symbolication.Core;
using Fleet.Symbolication.Targets;

namespace Fleet.Symbolication.Processing;

/// <summary>Frames that a device found by itself: of modules it says the build-id, of places the offset.</summary>
internal static class NotedFrames
{
    /// <summary>
    /// Whether the device knows more of the crash than the core: of a process whose memory was not kept there are registers only, and not even the modules'
    /// build-ids.
    /// </summary>
    public static bool SayMore(DeviceNotes? device, CallStack unwound) =>
        device is not null && unwound is { Frames.Count: <= 1, End: StackEnd.MemoryMissing or StackEnd.NoWayOn } && device.Frames.Length > unwound.Frames.Count;

    public static List<TraceFrame> Of(DeviceNotes device, FrameBuilder builder, FailureModules modules, TraceTexts texts)
    {
        List<TraceFrame> frames = [];
        foreach (var frame in device.Frames)
        {
            var trust = frames.Count == 0 ? TraceTrust.Context : TraceTrust.Device;
            Add(builder, frames, new TraceFrame(texts.FileName(frame.Module), texts.Text(frame.BuildId), frame.Offset, "", "", 0, IsInlined: false, trust), modules);
        }

        return frames;
    }

    /// <param name="to">The thread's. Its first place is where it failed; the others are behind calls.</param>
    /// <param name="place">Without function and line.</param>
    public static void Add(FrameBuilder builder, List<TraceFrame> to, TraceFrame place, FailureModules modules)
    {
        if (place.BuildId.Length == 0)
        {
            builder.Add(to, place, []);
            return;
        }

        // The device counts from where the file's first byte is mapped, the file from its own addresses.
        var symbols = modules.WithFrame(new LoadedModule(0, ulong.MaxValue, 0, place.Module, place.BuildId));
        var address = symbols.FirstAddress + place.Offset - (to.Count == 0 || place.Offset == 0 ? 0u : 1u);
        builder.Add(to, place, symbols.Symbolizer?.Resolve(address) ?? []);
    }
}
