using Fleet.Symbolication.Cfi;
using Fleet.Symbolication.Dwarf;
using Fleet.Symbolication.Variables.Frames;
using Fleet.Symbolication.Variables.Locations;

namespace Fleet.Symbolication.Variables.Values;

/// <summary>The bytes of an object, wherever they are.</summary>
internal abstract class ObjectBytes
{
    /// <summary>Of its first byte; null when it is not in memory.</summary>
    public virtual ulong? Address => null;

    /// <summary>No part of it is anywhere.</summary>
    public virtual bool IsNowhere => false;

    /// <returns>Null, or what to show in the place of the value.</returns>
    public abstract string? Read(ulong offset, Span<byte> into);

    /// <summary>A number of up to 64 bits that may begin within a byte.</summary>
    /// <param name="first">In bits.</param>
    public virtual string? ReadBits(ulong first, int count, out ulong value)
    {
        Span<byte> from = stackalloc byte[9];
        from = from[..(int)(((first % 8) + (ulong)count + 7) / 8)];
        var why = Read(first / 8, from);
        value = why is null ? NumberOf(from, first % 8, count) : 0;
        return why;
    }

    /// <summary>What the pointer at an offset points to, where the pointer itself is gone; null when it is an ordinary one.</summary>
    public virtual (DieReference Target, long Offset)? PointerAt(ulong offset) => null;

    public static ObjectBytes At(in Location location, FrameView frame) =>
        location is { Pieces: null, Place.Kind: PlaceKind.Memory } ? new MemoryBytes(frame.Memory, location.Place.Number) : PieceBytes.Read(location, frame);

    public static ObjectBytes At(TargetWords memory, ulong address) => new MemoryBytes(memory, address);

    public static ObjectBytes Of(ReadOnlyMemory<byte> bytes) => new PieceBytes(bytes, []);

    protected static ulong NumberOf(ReadOnlySpan<byte> from, ulong first, int count)
    {
        Span<byte> into = stackalloc byte[8];
        into.Clear();
        Bits.Copy(from, first, into, 0, (ulong)count);
        return BitConverter.ToUInt64(into);
    }

    private sealed class MemoryBytes(TargetWords memory, ulong address) : ObjectBytes
    {
        public override ulong? Address => address;

        public override string? Read(ulong offset, Span<byte> into) => memory.TryRead(unchecked(address + offset), into) ? null : Unavailable.NotInCore;
    }
}
