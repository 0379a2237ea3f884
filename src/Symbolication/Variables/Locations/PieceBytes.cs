using Fleet.Symbolication.Dwarf;
using Fleet.Symbolication.Variables.Frames;
using Fleet.Symbolication.Variables.Values;

namespace Fleet.Symbolication.Variables.Locations;

/// <summary>An object in a register, of known bytes, or of pieces in different places.</summary>
internal sealed class PieceBytes(ReadOnlyMemory<byte> bytes, PieceBytes.Gap[] gaps) : ObjectBytes
{
    /// <summary>Of an object, in bits. What is larger is in memory as a whole.</summary>
    public const ulong MaxBits = 8 * 64 * 1024;

    /// <summary>The largest register.</summary>
    private const int MaxRegister = 64;

    public override bool IsNowhere => bytes.IsEmpty && gaps is [{ End: ulong.MaxValue, Pointer: null }];

    public static PieceBytes Read(in Location location, FrameView frame)
    {
        if (location.Pieces is not { } pieces)
        {
            return ReadWhole(location.Place, frame);
        }

        var size = 0UL;
        foreach (var piece in pieces)
        {
            size += piece.BitSize;
        }

        if (size > MaxBits)
        {
            throw new MalformedException("location expression", $"an object of pieces of {size} bits in all");
        }

        var into = new byte[(size + 7) / 8];
        var gaps = new List<Gap>();
        var at = 0UL;
        foreach (var piece in pieces)
        {
            if (ReadPiece(piece, frame, into, at) is { } why)
            {
                gaps.Add(new Gap(at, at + piece.BitSize, why, piece.Kind == PlaceKind.ImplicitPointer ? (piece.Target!.Value, (long)piece.Number) : null));
            }

            at += piece.BitSize;
        }

        return new PieceBytes(into, [.. gaps]);
    }

    public override string? Read(ulong offset, Span<byte> into)
    {
        if (WhyNot(8 * offset, 8 * (ulong)into.Length) is { } why)
        {
            return why;
        }

        bytes.Span.Slice((int)offset, into.Length).CopyTo(into);
        return null;
    }

    /// <summary>Of a structure in pieces there may be some fields of a byte and not the others.</summary>
    public override string? ReadBits(ulong first, int count, out ulong value)
    {
        var why = WhyNot(first, (ulong)count);
        value = why is null ? NumberOf(bytes.Span, first, count) : 0;
        return why;
    }

    public override (DieReference Target, long Offset)? PointerAt(ulong offset)
    {
        foreach (var gap in gaps)
        {
            if (gap.Start == 8 * offset)
            {
                return gap.Pointer;
            }
        }

        return null;
    }

    private string? WhyNot(ulong first, ulong count)
    {
        var end = first + count;
        foreach (var gap in gaps)
        {
            if (gap.Start < end && first < gap.End)
            {
                return gap.Why;
            }
        }

        return end < first || end > 8 * (ulong)bytes.Length ? Unavailable.OptimizedOut : null;
    }

    private static PieceBytes ReadWhole(in Place place, FrameView frame)
    {
        switch (place.Kind)
        {
            case PlaceKind.Bytes:
                return new PieceBytes(place.Bytes, []);
            case PlaceKind.Register:
                var register = new byte[MaxRegister];
                var count = frame.ReadRegister(place.Number, register);
                return new PieceBytes(register.AsMemory(0, count), []);
            case PlaceKind.ImplicitPointer:
                return new PieceBytes(default, [new Gap(0, ulong.MaxValue, Unavailable.OptimizedOut, (place.Target!.Value, (long)place.Number))]);
            default:
                return new PieceBytes(default, [new Gap(0, ulong.MaxValue, place.Why, null)]);
        }
    }

    private static string? ReadPiece(in Place piece, FrameView frame, byte[] into, ulong at)
    {
        if (piece.BitSize == 0)
        {
            return null;
        }

        var from = new byte[(piece.BitOffset + piece.BitSize + 7) / 8];
        switch (piece.Kind)
        {
            case PlaceKind.Memory:
                if (!frame.Memory.TryRead(piece.Number, from))
                {
                    return Unavailable.NotInCore;
                }

                break;
            case PlaceKind.Register:
                if (frame.ReadRegister(piece.Number, from) < from.Length)
                {
                    return Unavailable.OptimizedOut;
                }

                break;
            case PlaceKind.Bytes:
                // GCC writes pieces of small constants.
                piece.Bytes.Span[..Math.Min(piece.Bytes.Length, from.Length)].CopyTo(from);
                break;
            default:
                return piece.Kind == PlaceKind.ImplicitPointer ? Unavailable.OptimizedOut : piece.Why;
        }

        Bits.Copy(from, piece.BitOffset, into, at, piece.BitSize);
        return null;
    }

    /// <summary>Bits that are not there.</summary>
    internal readonly record struct Gap(ulong Start, ulong End, string Why, (DieReference Target, long Offset)? Pointer);
}
