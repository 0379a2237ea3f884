using Fleet.Protocol.Attachments;
using Fleet.Protocol.Wire;
using MessagePack;

namespace Fleet.Protocol.Logs;

/// <summary>
/// A piece of a device's log: the body of <see cref="Sync.EntryType.LogFile"/>. Pieces form a chain: each names the one behind it, so that a gap
/// shows. On the wire <c>[cid bin16, next_cid bin16, first_ms, last_ms, lines, lost, [count of level 0, ... 7], cause, request, sha256 bin32, bytes]</c>;
/// the attachment is <see cref="LogRecord"/>s one behind the other, in zstd frames.
/// </summary>
/// <param name="Cid">Names the piece.</param>
/// <param name="NextCid">Names the one behind it, which may not be written yet.</param>
/// <param name="FirstMs">Time of its first line, milliseconds since 1970 UTC by the device's clock.</param>
/// <param name="LastMs">Time of its last line.</param>
/// <param name="Lines">In it.</param>
/// <param name="Lost">Lines that were dropped while it was written: above the rate limit, mostly.</param>
/// <param name="Levels">Lines by syslog severity: 0 (emergency) to 7 (debug).</param>
/// <param name="Cause">Why it was uploaded.</param>
/// <param name="RequestId">Of the request that asked for it; 0 when none did.</param>
/// <param name="Content">The file.</param>
public sealed record LogFile(
    Guid Cid,
    Guid NextCid,
    long FirstMs,
    long LastMs,
    long Lines,
    long Lost,
    IReadOnlyList<long> Levels,
    LogCause Cause,
    long RequestId,
    Attachment Content)
{
    /// <summary>Syslog severities.</summary>
    public const int LevelCount = 8;

    private const int Fields = 9 + Attachment.Fields;

    public byte[] Encode() => BodyWriter.Encode(this, static (ref writer, file) =>
    {
        writer.PutArray(Fields);
        BodyWriter.Id(ref writer, file.Cid);
        BodyWriter.Id(ref writer, file.NextCid);
        writer.Put(file.FirstMs);
        writer.Put(file.LastMs);
        writer.Put(file.Lines);
        writer.Put(file.Lost);
        writer.PutArray(LevelCount);
        foreach (var level in file.Levels)
        {
            writer.Put(level);
        }

        writer.Put((int)file.Cause);
        writer.Put(file.RequestId);
        file.Content.Write(ref writer);
    });

    /// <exception cref="ProtocolException">The bytes are not a log file.</exception>
    public static LogFile Decode(ReadOnlyMemory<byte> body) => CheckedReader.Guard(body, "log file", static (ref reader) =>
    {
        var count = CheckedReader.ArrayHeader(ref reader, "log file", Fields);
        var file = new LogFile(
            CheckedReader.Id(ref reader, "cid"),
            CheckedReader.Id(ref reader, "next_cid"),
            CheckedReader.Milliseconds(ref reader, "first_ms"),
            CheckedReader.Milliseconds(ref reader, "last_ms"),
            CheckedReader.Int64(ref reader, "lines", 0),
            CheckedReader.Int64(ref reader, "lost", 0),
            ReadLevels(ref reader),
            (LogCause)CheckedReader.Int64(ref reader, "cause", 0, int.MaxValue),
            CheckedReader.Int64(ref reader, "request", 0),
            Attachment.Read(ref reader));
        CheckedReader.SkipRest(ref reader, count, Fields);
        CheckedReader.ExpectEnd(ref reader, "log file");
        return file;
    });

    private static long[] ReadLevels(ref MessagePackReader reader)
    {
        var count = CheckedReader.ArrayHeader(ref reader, "levels", LevelCount);
        var levels = new long[LevelCount];
        for (var i = 0; i < levels.Length; i++)
        {
            levels[i] = CheckedReader.Int64(ref reader, "level", 0);
        }

        CheckedReader.SkipRest(ref reader, count, LevelCount);
        return levels;
    }
}
