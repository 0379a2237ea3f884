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
///  [missing_build_id, ...], [text, ...], [module, build_id, ...], [path, build_id, start, size, files, ...], [thread, ...],
///  [time_us, level, source, text, ...]]
/// thread  [id, name, end, [module + 1, offset, function, file, line, trust * 2 + is_inlined, ...],
///          [register, value, ...], [frame, variable, type, value, is_argument, ...]]
/// </code>
/// Names, types, values of variables and files are indexes of the list of texts, as are names and build-ids of modules. First come the modules that
/// frames are in, of which 0 is none, then all that were mapped.
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

    private const int Fields = 14;
    private const int ModuleNumbers = 5;
    private const int LogValues = 4;

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

        writer.PutArray(ModuleNumbers * trace.Modules.Count);
        foreach (var module in trace.Modules)
        {
            writer.Put(tables.TextOf(module.Path));
            writer.Put(tables.TextOf(module.BuildId));
            writer.Put(module.Start);
            writer.Put(module.Size);
            writer.Put((int)module.Files);
        }

        writer.PutArray(trace.Threads.Count);
        foreach (var thread in trace.Threads)
        {
            TraceThreadCodec.Write(ref writer, thread, tables);
        }

        writer.PutArray(LogValues * trace.Log.Count);
        foreach (var line in trace.Log)
        {
            writer.Put(line.TimeUs);
            writer.Put(line.Level);
            writer.Put(line.Source);
            writer.Put(line.Text);
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

    private static Trace Read(ReadOnlyMemory<byte> encoded)
    {
        var reader = new MessagePackReader(encoded);
        var fields = TraceReading.Count(ref reader, "fields", int.MaxValue);
        var language = (TraceLanguage)reader.ReadInt32();
        var crashClass = new CrashClass(TraceReading.Text(ref reader, TraceLimits.MaxText));
        var program = TraceReading.Text(ref reader, TraceLimits.MaxText);
        var (signal, code) = (reader.ReadInt32(), reader.ReadInt32());
        ulong? fault = reader.TryReadNil() ? null : reader.ReadUInt64();
        var message = TraceReading.Text(ref reader, TraceLimits.MaxText);
        var crashed = reader.ReadInt32();
        var missing = TraceReading.Texts(ref reader, "missing build-ids", TraceLimits.MaxMissing);
        var texts = TraceReading.Texts(ref reader, "texts", TraceLimits.MaxTexts);
        var inFrames = new (string Name, string BuildId)[TraceReading.CountOf(ref reader, "modules of frames", 2, TraceLimits.MaxModules)];
        for (var i = 0; i < inFrames.Length; i++)
        {
            inFrames[i] = (TraceReading.TextOf(ref reader, texts, TraceLimits.MaxText), TraceReading.TextOf(ref reader, texts, TraceLimits.MaxText));
        }

        var modules = new TraceModule[TraceReading.CountOf(ref reader, "modules", ModuleNumbers, TraceLimits.MaxModules)];
        for (var i = 0; i < modules.Length; i++)
        {
            modules[i] = ReadModule(ref reader, texts);
        }

        var threads = new TraceThread[TraceReading.Count(ref reader, "threads", TraceLimits.MaxThreads)];
        var codec = new TraceThreadCodec(texts, inFrames);
        for (var i = 0; i < threads.Length; i++)
        {
            threads[i] = codec.Read(ref reader);
        }

        var log = new TraceLogLine[TraceReading.CountOf(ref reader, "lines of a log", LogValues, TraceLimits.MaxLogLines)];
        for (var i = 0; i < log.Length; i++)
        {
            log[i] = new TraceLogLine(
                reader.ReadInt64(), reader.ReadInt32(), TraceReading.Text(ref reader, TraceLimits.MaxLogText), TraceReading.Text(ref reader, TraceLimits.MaxLogText));
        }

        TraceReading.SkipRest(ref reader, fields, Fields);
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
            Modules = modules,
            MissingBuildIds = missing,
            Threads = threads,
            Log = log,
        };
    }

    private static TraceModule ReadModule(ref MessagePackReader reader, string[] texts) => new(
        TraceReading.TextOf(ref reader, texts, TraceLimits.MaxText),
        TraceReading.TextOf(ref reader, texts, TraceLimits.MaxText),
        reader.ReadUInt64(),
        reader.ReadUInt64(),
        (TraceModuleFiles)reader.ReadInt32());
}
