using System.Buffers.Binary;
using Fleet.DeviceAgent.Elf;
using MessagePack;

namespace Fleet.DeviceAgent.Tests.Coredumps;

/// <summary>Reads the note of unwind entries as a server would.</summary>
internal static class UnwindNote
{
    private const int StartAt = 8;

    /// <summary>What each entry covers. Addresses are relative to where they stand, as x86-64 compilers write them (augmentation <c>zR</c>, <c>0x1b</c>).</summary>
    public static List<AddressRange> Functions(byte[] note)
    {
        var reader = new MessagePackReader(note);
        var common = new HashSet<ulong> { 0 };
        var functions = new List<AddressRange>();
        for (var left = reader.ReadArrayHeader(); left > 0; left--)
        {
            Assert.Equal(3, reader.ReadArrayHeader());
            var address = reader.ReadUInt64();

            // A common entry comes before those that name it.
            var names = reader.ReadUInt64();
            Assert.Contains(names, common);
            var bytes = System.Buffers.BuffersExtensions.ToArray(reader.ReadBytes()!.Value);
            Assert.Equal(bytes.Length - sizeof(int), BinaryPrimitives.ReadInt32LittleEndian(bytes));
            if (names == 0)
            {
                common.Add(address);
                continue;
            }

            var start = address + StartAt + (ulong)(long)BinaryPrimitives.ReadInt32LittleEndian(bytes.AsSpan(StartAt));
            functions.Add(AddressRange.Of(start, BinaryPrimitives.ReadUInt32LittleEndian(bytes.AsSpan(StartAt + sizeof(int)))));
        }

        return functions;
    }
}
