using System.Buffers;
using Fleet.Protocol.Devices;
using Fleet.Protocol.Wire;
using MessagePack;

namespace Fleet.Protocol.Sync;

/// <summary>
/// A batch on the wire: a map with small integer keys, so that either side can add a key that the other skips.
/// <code>
/// 0 device   [serial, hardware_version]
/// 1 agent    [name, version]
/// 2 origins  [[boot_id bin16, software_type, software_version], ...]   the first is now
/// 3 wall_ms  4 uptime_ms  5 epoch uint64
/// 6 entries  [[number, type, wall_ms, uptime_ms, origin, body bin], ...]
/// 7 tables   [bin, ...]                     8 configuration_revision
/// </code>
/// Elements behind the known ones of any array, and unknown map keys, are skipped; a known key that is there twice is refused.
/// </summary>
public static class SyncRequestCodec
{

    public static void Write(IBufferWriter<byte> output, SyncRequest request)
    {
        var writer = new MessagePackWriter(output);
        writer.PutMap(7 + (request.Tables.Count > 0 ? 1 : 0) + (request.ConfigurationRevision != 0 ? 1 : 0));
        writer.Put(0);
        writer.PutArray(2);
        writer.Put(request.Device.Serial);
        writer.Put(request.Device.HardwareVersion);
        writer.Put(1);
        writer.PutArray(2);
        writer.Put(request.Agent.Name);
        writer.Put(request.Agent.Version);
        writer.Put(2);
        WriteOrigins(ref writer, request.Origins);
        writer.Put(3);
        writer.Put(request.WallMs);
        writer.Put(4);
        writer.Put(request.UptimeMs);
        writer.Put(5);
        writer.Put(request.Epoch);
        writer.Put(6);
        WriteEntries(ref writer, request.Entries);
        if (request.Tables.Count > 0)
        {
            writer.Put(7);
            writer.PutArray(request.Tables.Count);
            foreach (var table in request.Tables)
            {
                writer.Put(table.Span);
            }
        }

        if (request.ConfigurationRevision != 0)
        {
            writer.Put(8);
            writer.Put(request.ConfigurationRevision);
        }

        writer.Flush();
    }

    /// <summary>Decodes a frame. Bodies of entries and tables stay slices of <paramref name="frame"/>, not yet looked at.</summary>
    /// <exception cref="ProtocolException">The frame as a whole cannot be used; nothing of it was taken.</exception>
    public static SyncRequest Read(ReadOnlyMemory<byte> frame) => CheckedReader.Guard(frame, "batch", ReadRequest);

    private static void WriteOrigins(ref MessagePackWriter writer, IReadOnlyList<Origin> origins)
    {
        writer.PutArray(origins.Count);
        foreach (var origin in origins)
        {
            writer.PutArray(3);
            BodyWriter.Id(ref writer, origin.BootId);
            writer.Put(origin.SoftwareType);
            writer.Put(origin.SoftwareVersion);
        }
    }

    private static void WriteEntries(ref MessagePackWriter writer, IReadOnlyList<SyncEntry> entries)
    {
        writer.PutArray(entries.Count);
        foreach (var entry in entries)
        {
            writer.PutArray(6);
            writer.Put(entry.Number);
            writer.Put(entry.Type);
            writer.Put(entry.WallMs);
            writer.Put(entry.UptimeMs);
            writer.Put(entry.OriginIndex);
            writer.Put(entry.Body.Span);
        }
    }

    private static SyncRequest ReadRequest(ref MessagePackReader reader)
    {
        DeviceIdentity? device = null;
        AgentIdentity? agent = null;
        Origin[]? origins = null;
        long? wall = null, uptime = null;
        ulong epoch = 0;
        SyncEntry[] entries = [];
        ReadOnlyMemory<byte>[] tables = [];
        long revision = 0;

        ulong seen = 0;
        for (var pairs = CheckedReader.MapHeader(ref reader, "batch"); pairs > 0; pairs--)
        {
            var key = CheckedReader.Int64(ref reader, "key");
            CheckedReader.ExpectFirst(ref reader, "batch", key, ref seen);
            switch (key)
            {
                case 0:
                    device = ReadDevice(ref reader);
                    break;
                case 1:
                    agent = ReadAgent(ref reader);
                    break;
                case 2:
                    origins = ReadOrigins(ref reader);
                    break;
                case 3:
                    wall = CheckedReader.Milliseconds(ref reader, "wall_ms");
                    break;
                case 4:
                    uptime = CheckedReader.Milliseconds(ref reader, "uptime_ms");
                    break;
                case 5:
                    epoch = ReadEpoch(ref reader);
                    break;
                case 6:
                    entries = ReadEntries(ref reader);
                    break;
                case 7:
                    tables = ReadTables(ref reader);
                    break;
                case 8:
                    revision = CheckedReader.Int64(ref reader, "configuration_revision", 0);
                    break;
                default:
                    CheckedReader.Skip(ref reader);
                    break;
            }
        }

        CheckedReader.ExpectEnd(ref reader, "batch");
        var request = new SyncRequest
        {
            Device = device ?? throw Missing("device", 0),
            Agent = agent ?? throw Missing("agent", 1),
            Origins = origins ?? throw Missing("origins", 2),
            WallMs = wall ?? throw Missing("wall_ms", 3),
            UptimeMs = uptime ?? throw Missing("uptime_ms", 4),
            Epoch = epoch != 0 ? epoch : throw Missing("epoch", 5),
            Entries = entries,
            Tables = tables,
            ConfigurationRevision = revision,
        };
        foreach (var entry in entries)
        {
            if (entry.OriginIndex >= origins.Length)
            {
                throw new ProtocolException($"entry {entry.Number}: origin {entry.OriginIndex} of {origins.Length}");
            }
        }

        return request;
    }

    private static DeviceIdentity ReadDevice(ref MessagePackReader reader)
    {
        var at = reader.Consumed;
        var count = CheckedReader.ArrayHeader(ref reader, "device", 2);
        var serial = CheckedReader.Text(ref reader, "serial", ProtocolLimits.MaxSerialLength);
        var hardware = CheckedReader.Text(ref reader, "hardware_version", ProtocolLimits.MaxVersionLength);
        CheckedReader.SkipRest(ref reader, count, known: 2);
        return DeviceSerial.IsValid(serial)
            ? new DeviceIdentity(serial, hardware)
            : throw CheckedReader.Wrong("serial", at, $"'{serial}' does not match {DeviceSerial.Pattern}");
    }

    private static AgentIdentity ReadAgent(ref MessagePackReader reader)
    {
        var count = CheckedReader.ArrayHeader(ref reader, "agent", 2);
        var name = CheckedReader.Text(ref reader, "agent name", ProtocolLimits.MaxVersionLength);
        var version = CheckedReader.Text(ref reader, "agent version", ProtocolLimits.MaxVersionLength);
        CheckedReader.SkipRest(ref reader, count, known: 2);
        return new AgentIdentity(name, version);
    }

    private static Origin[] ReadOrigins(ref MessagePackReader reader)
    {
        var origins = new Origin[CheckedReader.ArrayHeader(ref reader, "origins", 1, ProtocolLimits.MaxOrigins)];
        for (var i = 0; i < origins.Length; i++)
        {
            var count = CheckedReader.ArrayHeader(ref reader, "origin", 3);
            var boot = CheckedReader.Id(ref reader, "boot_id");
            var type = CheckedReader.Text(ref reader, "software_type", ProtocolLimits.MaxVersionLength);
            var version = CheckedReader.Text(ref reader, "software_version", ProtocolLimits.MaxVersionLength);
            CheckedReader.SkipRest(ref reader, count, known: 3);
            origins[i] = new Origin(boot, type, version);
        }

        return origins;
    }

    private static ulong ReadEpoch(ref MessagePackReader reader)
    {
        var at = reader.Consumed;
        if (reader.NextMessagePackType != MessagePackType.Integer)
        {
            throw CheckedReader.Wrong("epoch", at, $"expected an integer, found {reader.NextMessagePackType}");
        }

        return reader.ReadUInt64() is var epoch and not 0 ? epoch : throw CheckedReader.Wrong("epoch", at, "must not be 0");
    }

    private static SyncEntry[] ReadEntries(ref MessagePackReader reader)
    {
        var entries = new SyncEntry[CheckedReader.ArrayHeader(ref reader, "entries", 0, ProtocolLimits.MaxEntries)];
        for (var i = 0; i < entries.Length; i++)
        {
            var count = CheckedReader.ArrayHeader(ref reader, "entry", 6);
            entries[i] = new SyncEntry(
                CheckedReader.Int64(ref reader, "number"),
                (int)CheckedReader.Int64(ref reader, "type", 0, int.MaxValue),
                CheckedReader.Milliseconds(ref reader, "wall_ms"),
                CheckedReader.Milliseconds(ref reader, "uptime_ms"),
                (int)CheckedReader.Int64(ref reader, "origin", 0, ProtocolLimits.MaxOrigins - 1),
                CheckedReader.Bytes(ref reader, "body", int.MaxValue));
            CheckedReader.SkipRest(ref reader, count, known: 6);
        }

        return entries;
    }

    private static ReadOnlyMemory<byte>[] ReadTables(ref MessagePackReader reader)
    {
        var tables = new ReadOnlyMemory<byte>[CheckedReader.ArrayHeader(ref reader, "tables", 0, ProtocolLimits.MaxTables)];
        for (var i = 0; i < tables.Length; i++)
        {
            tables[i] = CheckedReader.Bytes(ref reader, "table", ProtocolLimits.MaxTableBytes);
        }

        return tables;
    }

    private static ProtocolException Missing(string field, int key) => new($"batch: {field} (key {key}) is missing");
}
