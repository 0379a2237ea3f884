using System.Buffers.Binary;
using System.Globalization;
using Fleet.Cli.Simulation;
using Fleet.Protocol.Coredumps;
using Fleet.Protocol.Metrics;
using Fleet.Protocol.Sync;

namespace Fleet.CrashLoad;

/// <summary>
/// A crash summary without a core in each entry: eight frames of a program, a library and libc, by offsets. Which of the bugs it is follows from device and entry; a
/// few are frequent and most are rare.
/// </summary>
internal sealed class CrashContent(long seed, int bugs) : ISyncContent
{
    private const int Programs = 20;

    public KeyTable? Table => null;

    public (EntryType Type, byte[] Body) Entry(int device, long number)
    {
        var bits = Scramble.Of(Scramble.Of((ulong)seed, (ulong)number), (ulong)device);
        var uniform = (bits >> 11) / (double)(1UL << 53);
        var bug = (int)(bugs * uniform * uniform * uniform);
        var program = bug % Programs;
        var name = string.Create(CultureInfo.InvariantCulture, $"app{program}");
        var crash = new Crash(
            Id(device, number), name, $"/usr/bin/{name}", 4_000 + (int)(bits % 1_000), 11, 1, 0, name, CoreStrategy.Threads, 0, "filtered",
            [
                new("c0ffee00c0ffee00", "libc.so.6", 0x8_9a20),
                Frame(program, name, bug, 0), Frame(program, name, bug, 1), Frame(program, name, bug, 2),
                new("beef0000beef0001", "libacme.so.2", 0x1200), Frame(program, name, 0, 3),
                new("c0ffee00c0ffee00", "libc.so.6", 0x2_724a),
                new("c0ffee00c0ffee00", "libc.so.6", 0x2_7305),
            ]);
        return (EntryType.Crash, crash.Encode());
    }

    private static CrashFrame Frame(int program, string name, int bug, int depth) =>
        new(string.Create(CultureInfo.InvariantCulture, $"ab{program:x2}00000000"), name, (ulong)(0x1000 + (bug * 64) + (depth * 8)));

    private Guid Id(int device, long number)
    {
        Span<byte> bytes = stackalloc byte[16];
        BinaryPrimitives.WriteUInt64BigEndian(bytes, Scramble.Of((ulong)seed, (ulong)device));
        BinaryPrimitives.WriteUInt64BigEndian(bytes[8..], (ulong)number);
        return new Guid(bytes, bigEndian: true);
    }
}
