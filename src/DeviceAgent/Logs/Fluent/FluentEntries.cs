using Fleet.DeviceAgent.Logs.Records;
using MessagePack;

namespace Fleet.DeviceAgent.Logs.Fluent;

/// <summary>Entries of Fluentd and fluent-bit: <c>[time, record]</c> or <c>[[time, metadata], record]</c>. One for each connection.</summary>
internal sealed class FluentEntries(LogIntake intake, string protocol)
{
    private readonly RecordMapping _mapping = new(intake);

    /// <summary>Takes an entry, or counts that it is none.</summary>
    /// <param name="entry">One whole MessagePack value.</param>
    /// <param name="tag">Source of records that name none.</param>
    public void Take(ReadOnlyMemory<byte> entry, string tag)
    {
        var reader = new MessagePackReader(entry);
        if (reader.NextMessagePackType != MessagePackType.Array || reader.ReadArrayHeader() < 2)
        {
            intake.Malformed(protocol, entry.Span);
            return;
        }

        var metadata = ReadOnlyMemory<byte>.Empty;
        long? time = null;
        if (reader.NextMessagePackType == MessagePackType.Array)
        {
            var count = reader.ReadArrayHeader();
            if (count > 0)
            {
                time = EventTime.Read(ref reader);
                metadata = count > 1 ? Slice(ref reader, entry) : default;
            }

            for (var i = 2; i < count; i++)
            {
                reader.Skip();
            }
        }
        else
        {
            time = EventTime.Read(ref reader);
        }

        Take(time, Slice(ref reader, entry), tag, metadata);
    }

    /// <param name="timeUs">Null: now.</param>
    /// <param name="record">One whole MessagePack value.</param>
    /// <param name="tag">Source of records that name none.</param>
    /// <param name="metadata">One whole MessagePack value, or nothing.</param>
    public void Take(long? timeUs, ReadOnlyMemory<byte> record, string tag, ReadOnlyMemory<byte> metadata = default) =>
        intake.Take(_mapping.Read(timeUs ?? intake.NowUs, record, tag, metadata));

    private static ReadOnlyMemory<byte> Slice(ref MessagePackReader reader, ReadOnlyMemory<byte> bytes)
    {
        var start = (int)reader.Consumed;
        reader.Skip();
        return bytes[start..(int)reader.Consumed];
    }
}
