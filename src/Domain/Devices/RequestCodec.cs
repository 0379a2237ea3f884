using System.Buffers;
using Fleet.Protocol.Sync;
using MessagePack;

namespace Fleet.Domain.Devices;

/// <summary>
/// Requests in events and snapshots; elements behind the known ones are skipped.
/// <code>
/// request  [id, kind, expires_ms, from_ms, to_ms, subject bin16]
/// book     [last_id, [[request, made_at_ms, place, state, closed_at_ms, outcome, message], ...]]
/// </code>
/// </summary>
internal static class RequestCodec
{
    private const int RequestFields = 6;
    private const int TrackedFields = 7;
    private const int BookFields = 2;
    private const RequestOutcome NoOutcome = default;

    public static void Write(ref MessagePackWriter writer, DeviceRequest request)
    {
        writer.WriteArrayHeader(RequestFields);
        writer.Write(request.Id);
        writer.Write(request.Kind);
        writer.Write(request.ExpiresMs);
        writer.Write(request.FromMs);
        writer.Write(request.ToMs);
        writer.Write(request.Subject.ToByteArray(bigEndian: true));
    }

    public static DeviceRequest Read(ref MessagePackReader reader)
    {
        var count = reader.ReadArrayHeader();
        var request = new DeviceRequest(
            reader.ReadInt64(), reader.ReadInt32(), reader.ReadInt64(), reader.ReadInt64(), reader.ReadInt64(), ReadId(ref reader));
        SkipRest(ref reader, count, RequestFields);
        return request;
    }

    public static void WriteBook(ref MessagePackWriter writer, RequestBook book)
    {
        writer.WriteArrayHeader(BookFields);
        writer.Write(book.LastId);
        writer.WriteArrayHeader(book.All.Count);
        foreach (var tracked in book.All)
        {
            writer.WriteArrayHeader(TrackedFields);
            Write(ref writer, tracked.Request);
            writer.Write(tracked.MadeAtMs);
            writer.Write(tracked.Place);
            writer.Write((int)tracked.State);
            writer.Write(tracked.ClosedAtMs);
            writer.Write((int)(tracked.Outcome ?? NoOutcome));
            writer.Write(tracked.Message);
        }
    }

    public static void ReadBook(ref MessagePackReader reader, RequestBook book)
    {
        var count = reader.ReadArrayHeader();
        var lastId = reader.ReadInt64();
        var all = new TrackedRequest[reader.ReadArrayHeader()];
        for (var i = 0; i < all.Length; i++)
        {
            var fields = reader.ReadArrayHeader();
            all[i] = new TrackedRequest(
                Read(ref reader),
                reader.ReadInt64(),
                reader.ReadString()!,
                (RequestState)reader.ReadInt32(),
                reader.ReadInt64(),
                (RequestOutcome)reader.ReadInt32() is var outcome && outcome != NoOutcome ? outcome : null,
                reader.ReadString()!);
            SkipRest(ref reader, fields, TrackedFields);
        }

        SkipRest(ref reader, count, BookFields);
        book.Restore(lastId, all);
    }

    public static Guid ReadId(ref MessagePackReader reader) =>
        new((reader.ReadBytes() ?? ReadOnlySequence<byte>.Empty).ToArray(), bigEndian: true);

    private static void SkipRest(ref MessagePackReader reader, int count, int known)
    {
        for (var i = known; i < count; i++)
        {
            reader.Skip();
        }
    }
}
