using System.Buffers.Binary;
using Fleet.Symbolication.Variables.Frames;

namespace Fleet.Symbolication.Variables.Locations;

/// <content>Operations that end in a place. DWARF 5, 2.6.1.</content>
internal ref partial struct LocationExpression
{
    private bool TryPlace(Operation operation, ReadOnlyMemory<byte> bytes)
    {
        switch (operation)
        {
            case >= Operation.Register0 and <= Operation.Register31:
                Put(Place.In((ulong)(operation - Operation.Register0)));
                return true;
            case Operation.Register:
                Put(Place.In(_reader.Uleb()));
                return true;
            case Operation.ImplicitValue:
                Put(Place.Of(Block(bytes)));
                return true;
            case Operation.StackValue:
                var value = Pop();
                var number = new byte[8];
                BinaryPrimitives.WriteUInt64LittleEndian(number, value.Bits);
                Put(Place.Of(number.AsMemory(0, value.Type.Size)));
                return true;
            case Operation.ImplicitPointer or Operation.GnuImplicitPointer:
                // DWARF 2 made the reference as large as an address.
                var target = _unit.WithinFile(_unit.Version <= 2 ? _reader.Unsigned(_unit.AddressSize) : _reader.Word(_unit.Is64));
                var offset = _reader.Sleb();
                Put(target is { } die ? Place.PointerTo(die, offset) : Place.None(Unavailable.Malformed));
                return true;
            case Operation.Piece:
                AddPiece(0, 8 * Bounded(_reader.Uleb()));
                return true;
            case Operation.BitPiece:
                var size = Bounded(_reader.Uleb());
                AddPiece(Bounded(_reader.Uleb()), size);
                return true;
            default:
                return false;
        }
    }

    private void Put(Place place)
    {
        if (_hasPlace)
        {
            throw _reader.Malformed("a second place for one object");
        }

        (_place, _hasPlace) = (place, true);
    }

    /// <summary>What the operations since the last piece say is the place of the next one: nothing is a piece that is nowhere.</summary>
    private void AddPiece(ulong bitOffset, ulong bitSize)
    {
        var place = _hasPlace ? _place : _depth > 0 ? Place.At(Pop().Bits) : Place.None(Unavailable.OptimizedOut);
        _pieces ??= [];
        if (_pieces.Count == MaxPieces)
        {
            throw _reader.Malformed($"an object of more than {MaxPieces} pieces");
        }

        _pieces.Add(place with { BitOffset = bitOffset, BitSize = bitSize });
        (_hasPlace, _place) = (false, default);
    }

    /// <summary>A block that begins with its length.</summary>
    private ReadOnlyMemory<byte> Block(ReadOnlyMemory<byte> bytes)
    {
        var length = _reader.Uleb();
        var start = _reader.Position;
        _reader.Skip(length);
        return bytes.Slice(start, (int)length);
    }

    private readonly ulong Bounded(ulong bits) => bits <= PieceBytes.MaxBits ? bits : throw _reader.Malformed($"a piece of {bits} bytes or bits");
}
