using Fleet.DeviceAgent.Coredumps;
using Fleet.DeviceAgent.Elf;
using ZstdSharp;

namespace Fleet.DeviceAgent.Tests.Coredumps;

/// <summary>A core as a debugger reads it: any address, any time.</summary>
internal sealed class CoreImage : IProcessMemory
{
    private readonly byte[] _bytes;

    public CoreImage(byte[] bytes)
    {
        _bytes = bytes;
        Head = CoreHead.Read(new CoreInput(new BytesStream(bytes)));
    }

    public CoreHead Head { get; }

    public int Length => _bytes.Length;

    public static CoreImage OfFile(string path)
    {
        using var decompressed = new DecompressionStream(File.OpenRead(path));
        var bytes = new MemoryStream();
        decompressed.CopyTo(bytes);
        return new CoreImage(bytes.ToArray());
    }

    /// <summary>Null where the core does not have the byte.</summary>
    public byte? this[ulong address]
    {
        get
        {
            foreach (var segment in Head.Segments)
            {
                if (segment.InFile.Contains(address) && segment.Offset + (address - segment.Address) is var at && at < (ulong)_bytes.Length)
                {
                    return _bytes[at];
                }
            }

            return null;
        }
    }

    public int Read(ulong address, Span<byte> buffer)
    {
        for (var i = 0; i < buffer.Length; i++)
        {
            if (this[address + (ulong)i] is not { } value)
            {
                return i;
            }

            buffer[i] = value;
        }

        return buffer.Length;
    }

    public byte[]? Note(string name, uint type)
    {
        var reader = new NoteReader(Head.NoteBytes.Span);
        while (reader.MoveNext())
        {
            if (reader.Type == type && System.Text.Encoding.ASCII.GetString(reader.Name) == name)
            {
                return reader.Content.ToArray();
            }
        }

        return null;
    }
}
