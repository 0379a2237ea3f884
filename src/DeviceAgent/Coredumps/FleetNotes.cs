using System.Buffers;
using Fleet.DeviceAgent.Elf;
using Fleet.Protocol.Coredumps;
using Fleet.Protocol.Wire;
using MessagePack;

namespace Fleet.DeviceAgent.Coredumps;

/// <summary>Notes of our own in a core, of the name <c>Fleet</c>; their layout is in docs/design/coredump-format.md.</summary>
internal static class FleetNotes
{
    private const int ProcessFields = 11;

    public static ReadOnlySpan<byte> Name => "Fleet"u8;

    /// <param name="summary">Of the crash, with the strategy of this core.</param>
    /// <param name="threads">Names by id.</param>
    /// <param name="addresses">Of the crash's frames, as many.</param>
    /// <param name="log">The daemon's answer; empty for none.</param>
    /// <param name="unwind">What an unwinder needs.</param>
    public static byte[] Encode(
        CrashSummary summary, IReadOnlyDictionary<int, string> threads, IReadOnlyList<ulong> addresses, ReadOnlySpan<byte> log, IReadOnlyList<UnwindEntry> unwind)
    {
        var notes = new ArrayBufferWriter<byte>(1024);
        var content = new ArrayBufferWriter<byte>(1024);
        WriteProcess(content, summary);
        NoteWriter.Write(notes, Name, CoreNoteType.Process, content.WrittenSpan);
        content.Clear();
        WriteThreads(content, threads);
        NoteWriter.Write(notes, Name, CoreNoteType.Threads, content.WrittenSpan);
        content.Clear();
        WriteFrames(content, summary.Crash.Frames, addresses);
        NoteWriter.Write(notes, Name, CoreNoteType.Frames, content.WrittenSpan);
        if (log.Length > 0)
        {
            NoteWriter.Write(notes, Name, CoreNoteType.Log, log);
        }

        content.Clear();
        WriteUnwind(content, unwind);
        NoteWriter.Write(notes, Name, CoreNoteType.Unwind, content.WrittenSpan);

        return notes.WrittenSpan.ToArray();
    }

    private static void WriteProcess(ArrayBufferWriter<byte> output, CrashSummary summary)
    {
        var writer = new MessagePackWriter(output);
        var crash = summary.Crash;
        writer.PutArray(ProcessFields);
        writer.Put(crash.Id.ToByteArray(bigEndian: true));
        writer.Put(crash.Program);
        writer.Put(crash.Executable);
        writer.Put(crash.Pid);
        writer.Put(crash.Thread);
        writer.Put(summary.WallMs);
        writer.Put(summary.UptimeMs);
        writer.Put(summary.Origin.BootId.ToByteArray(bigEndian: true));
        writer.Put(summary.Origin.SoftwareType);
        writer.Put(summary.Origin.SoftwareVersion);
        writer.Put((int)crash.Strategy);
        writer.Flush();
    }

    private static void WriteThreads(ArrayBufferWriter<byte> output, IReadOnlyDictionary<int, string> threads)
    {
        var writer = new MessagePackWriter(output);
        writer.PutArray(threads.Count);
        foreach (var (id, name) in threads)
        {
            writer.PutArray(2);
            writer.Put(id);
            writer.Put(name);
        }

        writer.Flush();
    }

    private static void WriteUnwind(ArrayBufferWriter<byte> output, IReadOnlyList<UnwindEntry> entries)
    {
        var writer = new MessagePackWriter(output);
        writer.PutArray(entries.Count);
        foreach (var entry in entries)
        {
            writer.PutArray(3);
            writer.Put(entry.Address);
            writer.Put(entry.Common);
            writer.Put(entry.Bytes);
        }

        writer.Flush();
    }

    private static void WriteFrames(ArrayBufferWriter<byte> output, IReadOnlyList<CrashFrame> frames, IReadOnlyList<ulong> addresses)
    {
        var writer = new MessagePackWriter(output);
        writer.PutArray(frames.Count);
        foreach (var (frame, address) in frames.Zip(addresses))
        {
            writer.PutArray(4);
            writer.Put(address);
            writer.Put(Convert.FromHexString(frame.BuildId));
            writer.Put(frame.Module);
            writer.Put(frame.Offset);
        }

        writer.Flush();
    }
}
