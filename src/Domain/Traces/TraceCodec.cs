using System.Buffers;
using Fleet.Protocol;
using Fleet.Protocol.Wire;
using MessagePack;

namespace Fleet.Domain.Traces;

/// <summary>
/// A trace as it is stored. Each text is there once, and each place in code refers to its module, so that a hundred threads in the same libraries take little
/// more than their offsets. MessagePack arrays; elements behind the known ones are skipped.
/// <code>
/// [language, class, program, signal, code, fault_address | nil, message, crashed,
///  [missing_build_id, ...], [text, ...], [module, build_id, ...], [thread, ...]]
/// thread  [id, name, end, [module + 1, offset, function, file, line, trust * 2 + is_inlined, ...]]
/// </code>
/// Names and files are indexes of the list of texts, as are the two of each module; module 0 is none.
/// A stored payload has a format number beside it: <see cref="PlainFormat"/> or <see cref="ZstdFormat"/>.
/// </summary>
public static class TraceCodec
{
    /// <summary>The payload is the MessagePack itself.</summary>
    public const int PlainFormat = 1;

    /// <summary>The payload is a zstd frame of the MessagePack.</summary>
    public const int ZstdFormat = 2;

    /// <summary>Bytes from which a payload is compressed: below, zstd gains little and costs a call.</summary>
    public const int CompressFrom = 512;

    private const int Fields = 12;
    private const int ThreadFields = 4;
    private const int FrameNumbers = 6;

    public static (int Format, byte[] Payload) Encode(Trace trace)
    {
        ArgumentNullException.ThrowIfNull(trace);
        var tables = new TraceTables(trace);
        var buffer = new ArrayBufferWriter<byte>(1024);
        var writer = new MessagePackWriter(buffer);
        writer.PutArray(Fields);
        writer.Put((int)trace.Language);
        writer.Put(trace.Class.Text);
        writer.Put(trace.Program);
        writer.Put(trace.Signal);
        writer.Put(trace.Code);
        if (trace.FaultAddress is { } address)
        {
            writer.Put(address);
        }
        else
        {
            writer.WriteNil();
        }

        writer.Put(trace.Message);
        writer.Put(trace.Crashed);
        writer.PutArray(trace.MissingBuildIds.Count);
        foreach (var missing in trace.MissingBuildIds)
        {
            writer.Put(missing);
        }

        writer.PutArray(tables.Texts.Count);
        foreach (var text in tables.Texts)
        {
            writer.Put(text);
        }

        writer.PutArray(2 * tables.Modules.Count);
        foreach (var (name, buildId) in tables.Modules)
        {
            writer.Put(name);
            writer.Put(buildId);
        }

        writer.PutArray(trace.Threads.Count);
        foreach (var thread in trace.Threads)
        {
            Write(ref writer, thread, tables);
        }

        writer.Flush();
        return buffer.WrittenCount < CompressFrom ? (PlainFormat, buffer.WrittenSpan.ToArray()) : (ZstdFormat, FrameCompression.Compress(buffer.WrittenSpan));
    }

    /// <exception cref="InvalidDataException">A format that this version does not know, or a payload that is damaged or beyond <see cref="TraceLimits"/>.</exception>
    public static Trace Decode(int format, ReadOnlyMemory<byte> payload)
    {
        try
        {
            return Read(format switch
            {
                PlainFormat => payload,
                ZstdFormat => FrameCompression.Decompress(payload, TraceLimits.MaxEncodedBytes),
                _ => throw new InvalidDataException($"trace format {format} is not known to this version, only {PlainFormat} and {ZstdFormat} are"),
            });
        }
        catch (Exception e) when (e is MessagePackSerializationException or EndOfStreamException or ProtocolException
            or OverflowException or InvalidOperationException or ArgumentException)
        {
            throw new InvalidDataException($"a stored trace of {payload.Length} bytes is damaged: {e.Message}", e);
        }
    }

    private static void Write(ref MessagePackWriter writer, TraceThread thread, TraceTables tables)
    {
        writer.PutArray(ThreadFields);
        writer.Put(thread.Id);
        writer.Put(thread.Name);
        writer.Put(thread.End);
        writer.PutArray(FrameNumbers * thread.Frames.Count);
        foreach (var frame in thread.Frames)
        {
            writer.Put(tables.ModuleOf(frame));
            writer.Put(frame.Offset);
            writer.Put(tables.TextOf(frame.Function));
            writer.Put(tables.TextOf(frame.File));
            writer.Put(frame.Line);
            writer.Put(((int)frame.Trust * 2) + (frame.IsInlined ? 1 : 0));
        }
    }

    private static Trace Read(ReadOnlyMemory<byte> encoded)
    {
        var reader = new MessagePackReader(encoded);
        var fields = Count(ref reader, "fields", int.MaxValue);
        var language = (TraceLanguage)reader.ReadInt32();
        var crashClass = new CrashClass(Text(ref reader, TraceLimits.MaxText));
        var program = Text(ref reader, TraceLimits.MaxText);
        var (signal, code) = (reader.ReadInt32(), reader.ReadInt32());
        ulong? fault = reader.TryReadNil() ? null : reader.ReadUInt64();
        var message = Text(ref reader, TraceLimits.MaxText);
        var crashed = reader.ReadInt32();
        var missing = Texts(ref reader, "missing build-ids", TraceLimits.MaxMissing);
        var texts = Texts(ref reader, "texts", TraceLimits.MaxTexts);
        var modules = new (string Name, string BuildId)[Count(ref reader, "modules", TraceLimits.MaxTexts) / 2];
        for (var i = 0; i < modules.Length; i++)
        {
            modules[i] = (texts[Index(ref reader, texts.Length)], texts[Index(ref reader, texts.Length)]);
        }

        var threads = new TraceThread[Count(ref reader, "threads", TraceLimits.MaxThreads)];
        for (var i = 0; i < threads.Length; i++)
        {
            threads[i] = ReadThread(ref reader, texts, modules);
        }

        SkipRest(ref reader, fields, Fields);
        return new Trace
        {
            Language = language,
            Class = crashClass,
            Program = program,
            Signal = signal,
            Code = code,
            FaultAddress = fault,
            Message = message,
            Crashed = crashed,
            MissingBuildIds = missing,
            Threads = threads,
        };
    }

    private static TraceThread ReadThread(ref MessagePackReader reader, string[] texts, (string Name, string BuildId)[] modules)
    {
        var fields = Count(ref reader, "fields of a thread", int.MaxValue);
        var id = reader.ReadInt64();
        var name = Text(ref reader, TraceLimits.MaxText);
        var end = Text(ref reader, TraceLimits.MaxText);
        var frames = new TraceFrame[Count(ref reader, "frames", FrameNumbers * TraceLimits.MaxFrames) / FrameNumbers];
        for (var i = 0; i < frames.Length; i++)
        {
            var module = Index(ref reader, modules.Length + 1);
            var offset = reader.ReadUInt64();
            var function = texts[Index(ref reader, texts.Length)];
            var file = texts[Index(ref reader, texts.Length)];
            var line = reader.ReadInt32();
            var flags = reader.ReadInt32();
            var (moduleName, buildId) = module == 0 ? ("", "") : modules[module - 1];
            frames[i] = new TraceFrame(moduleName, buildId, offset, function, file, line, (flags & 1) != 0, (TraceTrust)(flags / 2));
        }

        SkipRest(ref reader, fields, ThreadFields);
        return new TraceThread(id, name, frames, end);
    }

    private static string[] Texts(ref MessagePackReader reader, string what, int atMost)
    {
        var texts = new string[Count(ref reader, what, atMost)];
        for (var i = 0; i < texts.Length; i++)
        {
            texts[i] = Text(ref reader, TraceLimits.MaxText);
        }

        return texts;
    }

    private static string Text(ref MessagePackReader reader, int atMost) =>
        reader.ReadString() is { } text && text.Length <= atMost ? text : throw new InvalidDataException($"near byte {reader.Consumed}: no text of at most {atMost} characters");

    private static int Index(ref MessagePackReader reader, int count) =>
        reader.ReadInt32() is var index && (uint)index < (uint)count ? index : throw new InvalidDataException($"near byte {reader.Consumed}: {index} is not one of {count}");

    // The library has checked that as many bytes follow, so that no length allocates more than its input.
    private static int Count(ref MessagePackReader reader, string what, int atMost) =>
        reader.ReadArrayHeader() is var count && count <= atMost ? count : throw new InvalidDataException($"{count} {what}, at most {atMost} allowed");

    private static void SkipRest(ref MessagePackReader reader, int count, int known)
    {
        for (var i = known; i < count; i++)
        {
            reader.Skip();
        }
    }
}
