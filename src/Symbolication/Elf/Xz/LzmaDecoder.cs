namespace Fleet.Symbolication.Elf.Xz;

/// <summary>LZMA: literals, matches and repeated matches. Source: LZMA specification of the LZMA SDK; the names are its own.</summary>
internal sealed class LzmaDecoder(XzOutput output, string what)
{
    private const int States = 12;
    private const int MaxPositionBits = 4;
    private const int LiteralSize = 0x300;
    private const int MaxLiteralBits = 4; // lc + lp, in LZMA2
    private const int LengthStates = 4;
    private const int SlotBits = 6;
    private const int AlignBits = 4;
    private const int EndOfSlotModel = 14;
    private const int FullDistances = 1 << (EndOfSlotModel / 2);

    private readonly ushort[] _literal = new ushort[LiteralSize << MaxLiteralBits];
    private readonly ushort[] _isMatch = new ushort[States << MaxPositionBits];
    private readonly ushort[] _isRep = new ushort[States];
    private readonly ushort[] _isRep0 = new ushort[States];
    private readonly ushort[] _isRep1 = new ushort[States];
    private readonly ushort[] _isRep2 = new ushort[States];
    private readonly ushort[] _isRep0Long = new ushort[States << MaxPositionBits];
    private readonly ushort[] _slot = new ushort[LengthStates << SlotBits];
    private readonly ushort[] _special = new ushort[1 + FullDistances - EndOfSlotModel];
    private readonly ushort[] _align = new ushort[1 << AlignBits];
    private readonly LengthDecoder _length = new();
    private readonly LengthDecoder _repLength = new();

    private int _literalContextBits;
    private int _literalPositionMask;
    private int _positionMask;
    private int _state;
    private uint _rep0;
    private uint _rep1;
    private uint _rep2;
    private uint _rep3;
    private int _dictionaryStart;

    /// <summary>What came out so far cannot be copied from any more.</summary>
    public void ResetDictionary() => _dictionaryStart = output.Length;

    public void SetProperties(byte properties)
    {
        var (literalContext, literalPosition, position) = (properties % 9, properties / 9 % 5, properties / 45);
        if (position > MaxPositionBits || literalContext + literalPosition > MaxLiteralBits)
        {
            throw new MalformedException(what, $"has the LZMA properties 0x{properties:x}, which do not exist");
        }

        _literalContextBits = literalContext;
        _literalPositionMask = (1 << literalPosition) - 1;
        _positionMask = (1 << position) - 1;
        ResetState();
    }

    public void ResetState()
    {
        _state = 0;
        (_rep0, _rep1, _rep2, _rep3) = (0, 0, 0, 0);
        foreach (var probabilities in (ushort[][])[_literal, _isMatch, _isRep, _isRep0, _isRep1, _isRep2, _isRep0Long, _slot, _special, _align])
        {
            Array.Fill(probabilities, RangeDecoder.Even);
        }

        _length.Reset();
        _repLength.Reset();
    }

    /// <param name="size">Bytes that come out.</param>
    public void Decode(RangeDecoder range, int size)
    {
        for (var end = output.Length + size; output.Length < end;)
        {
            var position = (output.Length - _dictionaryStart) & _positionMask;
            if (range.Bit(ref _isMatch[(_state << MaxPositionBits) + position]) == 0)
            {
                output.Add(Literal(ref range));
                _state = _state < 4 ? 0 : _state < 10 ? _state - 3 : _state - 6;
                continue;
            }

            var length = range.Bit(ref _isRep[_state]) == 0 ? Match(ref range, position) : Repeat(ref range, position);
            if (_rep0 >= (uint)(output.Length - _dictionaryStart))
            {
                throw new MalformedException(what, $"copies from 0x{_rep0:x} bytes back, where 0x{output.Length - _dictionaryStart:x} are");
            }

            if (length > end - output.Length)
            {
                throw new MalformedException(what, "has a copy that goes beyond its chunk");
            }

            output.Copy((int)_rep0 + 1, length);
        }
    }

    private byte Literal(ref RangeDecoder range)
    {
        var at = output.Length - _dictionaryStart;
        var before = at > 0 ? output.Last : (byte)0;
        var context = ((at & _literalPositionMask) << _literalContextBits) + (before >> (8 - _literalContextBits));
        var probabilities = _literal.AsSpan(LiteralSize * context, LiteralSize);
        var symbol = 1u;

        // Behind a match the byte at its distance is a hint, as long as the bits agree.
        if (_state >= 7 && _rep0 < (uint)at)
        {
            uint match = output.At((int)_rep0 + 1);
            while (symbol < 0x100)
            {
                var hint = (match >> 7) & 1;
                match <<= 1;
                var bit = range.Bit(ref probabilities[(int)(((1 + hint) << 8) + symbol)]);
                symbol = (symbol << 1) | bit;
                if (hint != bit)
                {
                    break;
                }
            }
        }

        while (symbol < 0x100)
        {
            symbol = (symbol << 1) | range.Bit(ref probabilities[(int)symbol]);
        }

        return (byte)symbol;
    }

    private int Match(ref RangeDecoder range, int position)
    {
        (_rep3, _rep2, _rep1) = (_rep2, _rep1, _rep0);
        var length = _length.Decode(ref range, position);
        _state = _state < 7 ? 7 : 10;
        _rep0 = Distance(ref range, length);
        return length;
    }

    private uint Distance(ref RangeDecoder range, int length)
    {
        var lengthState = Math.Min(length - 2, LengthStates - 1);
        var slot = (int)range.Tree(_slot.AsSpan(lengthState << SlotBits, 1 << SlotBits), SlotBits);
        if (slot < 4)
        {
            return (uint)slot;
        }

        var bits = (slot >> 1) - 1;
        var distance = (uint)((2 | (slot & 1)) << bits);
        return slot < EndOfSlotModel
            ? distance + range.ReverseTree(_special, (int)distance - slot, bits)
            : distance + (range.Direct(bits - AlignBits) << AlignBits) + range.ReverseTree(_align, 0, AlignBits);
    }

    private int Repeat(ref RangeDecoder range, int position)
    {
        if (range.Bit(ref _isRep0[_state]) == 0)
        {
            if (range.Bit(ref _isRep0Long[(_state << MaxPositionBits) + position]) == 0)
            {
                _state = _state < 7 ? 9 : 11;
                return 1;
            }
        }
        else
        {
            _rep0 = Rotate(ref range);
        }

        var length = _repLength.Decode(ref range, position);
        _state = _state < 7 ? 8 : 11;
        return length;
    }

    private uint Rotate(ref RangeDecoder range)
    {
        var first = _rep0;
        uint chosen;
        if (range.Bit(ref _isRep1[_state]) == 0)
        {
            chosen = _rep1;
        }
        else
        {
            if (range.Bit(ref _isRep2[_state]) == 0)
            {
                chosen = _rep2;
            }
            else
            {
                chosen = _rep3;
                _rep3 = _rep2;
            }

            _rep2 = _rep1;
        }

        _rep1 = first;
        return chosen;
    }
}
