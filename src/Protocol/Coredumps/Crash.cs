using Fleet.Protocol.Wire;
using MessagePack;

namespace Fleet.Protocol.Coredumps;

/// <summary>
/// What is known of a crash without its core, in a few hundred bytes: the body of <see cref="Sync.EntryType.Crash"/>. On the wire
/// <c>[id bin16, program, executable, pid, signal, code, fault_address | nil, thread, strategy, core_bytes, reason, [[build_id bin, module, offset], ...]]</c>.
/// </summary>
/// <param name="Id">Names the crash, for its core.</param>
/// <param name="Program">The process's name (<c>comm</c>).</param>
/// <param name="Executable">Path of what it ran; empty when not known.</param>
/// <param name="Pid">In the initial namespace.</param>
/// <param name="Signal">That ended it.</param>
/// <param name="Code">Of the signal (<c>si_code</c>).</param>
/// <param name="FaultAddress">Where it accessed memory that it may not, if it did.</param>
/// <param name="Thread">Name of the thread that crashed; empty when not known.</param>
/// <param name="Strategy">Of the core that the device holds.</param>
/// <param name="CoreBytes">Size of that core as it would be uploaded; 0 when there is none.</param>
/// <param name="Reason">Why there is no core, or a smaller one than was asked for; else empty.</param>
/// <param name="Frames">From the crash outward: the faulting instruction, then return addresses.</param>
public sealed record Crash(
    Guid Id,
    string Program,
    string Executable,
    int Pid,
    int Signal,
    int Code,
    ulong? FaultAddress,
    string Thread,
    CoreStrategy Strategy,
    long CoreBytes,
    string Reason,
    IReadOnlyList<CrashFrame> Frames)
{
    private const int Fields = 12;

    public byte[] Encode() => BodyWriter.Encode(this, static (ref writer, crash) =>
    {
        writer.PutArray(Fields);
        BodyWriter.Id(ref writer, crash.Id);
        writer.Put(crash.Program);
        writer.Put(crash.Executable);
        writer.Put(crash.Pid);
        writer.Put(crash.Signal);
        writer.Put(crash.Code);
        if (crash.FaultAddress is { } address)
        {
            writer.Put(address);
        }
        else
        {
            writer.WriteNil();
        }

        writer.Put(crash.Thread);
        writer.Put((int)crash.Strategy);
        writer.Put(crash.CoreBytes);
        writer.Put(crash.Reason);
        writer.PutArray(crash.Frames.Count);
        foreach (var frame in crash.Frames)
        {
            writer.PutArray(3);
            writer.Put(Convert.FromHexString(frame.BuildId));
            writer.Put(frame.Module);
            writer.Put(frame.Offset);
        }
    });

    /// <exception cref="ProtocolException">The bytes are not a crash.</exception>
    public static Crash Decode(ReadOnlyMemory<byte> body) => CheckedReader.Guard(body, "crash", static (ref reader) =>
    {
        var count = CheckedReader.ArrayHeader(ref reader, "crash", Fields);
        var crash = new Crash(
            CheckedReader.Id(ref reader, "id"),
            CheckedReader.Text(ref reader, "program", ProtocolLimits.MaxNameLength),
            CheckedReader.Text(ref reader, "executable", ProtocolLimits.MaxPathLength, mayBeEmpty: true),
            (int)CheckedReader.Int64(ref reader, "pid", 0, int.MaxValue),
            (int)CheckedReader.Int64(ref reader, "signal", 0, ProtocolLimits.MaxSignal),
            (int)CheckedReader.Int64(ref reader, "code", int.MinValue, int.MaxValue),
            reader.TryReadNil() ? null : CheckedReader.UInt64(ref reader, "fault_address"),
            CheckedReader.Text(ref reader, "thread", ProtocolLimits.MaxNameLength, mayBeEmpty: true),
            (CoreStrategy)CheckedReader.Int64(ref reader, "strategy", (int)CoreStrategy.None, (int)CoreStrategy.Full),
            CheckedReader.Int64(ref reader, "core_bytes", 0, ProtocolLimits.MaxBlobBytes),
            CheckedReader.Text(ref reader, "reason", ProtocolLimits.MaxReasonLength, mayBeEmpty: true),
            ReadFrames(ref reader));
        CheckedReader.SkipRest(ref reader, count, Fields);
        CheckedReader.ExpectEnd(ref reader, "crash");
        return crash;
    });

    private static CrashFrame[] ReadFrames(ref MessagePackReader reader)
    {
        var frames = new CrashFrame[CheckedReader.ArrayHeader(ref reader, "frames", 0, ProtocolLimits.MaxCrashFrames)];
        for (var i = 0; i < frames.Length; i++)
        {
            var count = CheckedReader.ArrayHeader(ref reader, "frame", 3);
            frames[i] = new CrashFrame(
                Convert.ToHexStringLower(CheckedReader.Bytes(ref reader, "build_id", ProtocolLimits.MaxBuildIdBytes).Span),
                CheckedReader.Text(ref reader, "module", ProtocolLimits.MaxNameLength, mayBeEmpty: true),
                CheckedReader.UInt64(ref reader, "offset"));
            CheckedReader.SkipRest(ref reader, count, known: 3);
        }

        return frames;
    }
}
