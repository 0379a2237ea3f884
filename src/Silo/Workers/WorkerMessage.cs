using System.Text;
using Fleet.Domain.Symbols;
using Fleet.Domain.Traces;

namespace Fleet.Silo.Workers;

/// <summary>
/// A message between a silo and its worker. What the worker sends is not believed: it may have been taken over by what it read.
/// <code>
/// length  4 bytes, little-endian, of what follows
/// kind    1 byte
/// rest    numbers of 4 bytes, little-endian; texts and bytes with their length before them, 4 bytes
/// </code>
/// </summary>
/// <param name="Kind">What it is.</param>
/// <param name="Text">Path, id, or reason; else empty.</param>
/// <param name="Number">Format of a trace, kind of a file, parts of the sandbox; else 0.</param>
/// <param name="Payload">A trace; else empty.</param>
internal readonly record struct WorkerMessage(WorkerMessageKind Kind, string Text, int Number, ReadOnlyMemory<byte> Payload)
{
    /// <summary>A stored trace, and the fields before it.</summary>
    public const int MaxBytes = TraceLimits.MaxEncodedBytes + 1024;

    /// <summary>Of anything but a trace: a path has 4 KiB, a reason some hundred characters.</summary>
    public const int MaxTextBytes = 16 * 1024;

    /// <summary>Kind, number, and two lengths.</summary>
    private const int FixedBytes = 1 + (3 * sizeof(int));

    public static WorkerMessage Ready(int parts) => new(WorkerMessageKind.Ready, "", parts, default);

    public static WorkerMessage Core(string path) => new(WorkerMessageKind.Core, path, 0, default);

    public static WorkerMessage Find(SymbolId id, SymbolKind kind) => new(WorkerMessageKind.Find, id.ToString(), (int)kind, default);

    public static WorkerMessage Tables(string path) => new(WorkerMessageKind.Tables, path, 0, default);

    public static WorkerMessage Made(bool hasTables) => new(WorkerMessageKind.Made, "", hasTables ? 1 : 0, default);

    public static WorkerMessage Found(string? path) => new(WorkerMessageKind.Found, path ?? "", 0, default);

    /// <param name="kind"><see cref="WorkerMessageKind.Trace"/> or <see cref="WorkerMessageKind.Summary"/>.</param>
    public static WorkerMessage Of(WorkerMessageKind kind, Trace trace)
    {
        var (format, payload) = TraceCodec.Encode(trace);
        return new(kind, "", format, payload);
    }

    /// <param name="kind"><see cref="WorkerMessageKind.Refused"/> or <see cref="WorkerMessageKind.Unavailable"/>.</param>
    public static WorkerMessage Of(WorkerMessageKind kind, string reason) => new(kind, reason.Length <= MaxTextBytes / 4 ? reason : reason[..(MaxTextBytes / 4)], 0, default);

    /// <summary>As it is sent, with its length.</summary>
    public byte[] Encode()
    {
        var text = Encoding.UTF8.GetBytes(Text);
        using var bytes = new MemoryStream(sizeof(int) + FixedBytes + text.Length + Payload.Length);
        using var writer = new BinaryWriter(bytes);
        writer.Write(FixedBytes + text.Length + Payload.Length);
        writer.Write((byte)Kind);
        writer.Write(Number);
        writer.Write(text.Length);
        writer.Write(text);
        writer.Write(Payload.Length);
        writer.Write(Payload.Span);
        return bytes.ToArray();
    }

    /// <param name="bytes">Without its length.</param>
    /// <exception cref="InvalidDataException">It is no message.</exception>
    public static WorkerMessage Decode(ReadOnlyMemory<byte> bytes)
    {
        var reader = new Fields(bytes);
        var kind = (WorkerMessageKind)reader.Take(1).Span[0];
        var number = reader.Number();
        var text = Encoding.UTF8.GetString(reader.Take(reader.Length(MaxTextBytes)).Span);
        var payload = reader.Take(reader.Length(MaxBytes));
        return Enum.IsDefined(kind) && reader.IsAtEnd ? new(kind, text, number, payload) : throw new InvalidDataException($"a message of kind {(int)kind} and {bytes.Length} bytes is none that is known");
    }

    private ref struct Fields(ReadOnlyMemory<byte> bytes)
    {
        private ReadOnlyMemory<byte> _rest = bytes;

        public readonly bool IsAtEnd => _rest.IsEmpty;

        public int Number() => System.Buffers.Binary.BinaryPrimitives.ReadInt32LittleEndian(Take(sizeof(int)).Span);

        public int Length(int most) => Number() is >= 0 and var length && length <= most ? length : throw new InvalidDataException($"a message has a field of another length than 0 to {most}");

        public ReadOnlyMemory<byte> Take(int count)
        {
            if (count > _rest.Length)
            {
                throw new InvalidDataException("a message ends within a field");
            }

            var taken = _rest[..count];
            _rest = _rest[count..];
            return taken;
        }
    }
}
