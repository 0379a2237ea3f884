using System.Buffers.Binary;

namespace Fleet.Symbolication.Dwarf;

/// <content>Reads attributes by their forms. DWARF 5, 7.5.6.</content>
public ref partial struct DieReader
{
    private DieAttribute Read(DwarfAttribute name, DwarfForm form, long constant)
    {
        var sizes = _unit.Sizes;
        switch (form)
        {
            case DwarfForm.ImplicitConstant:
                return new DieAttribute(name, form, (ulong)constant, _position);
            case DwarfForm.FlagPresent:
                return new DieAttribute(name, form, 1, _position);
            case DwarfForm.UnsignedData or DwarfForm.ReferenceUnsigned or DwarfForm.StringIndex or DwarfForm.AddressIndex or DwarfForm.RangeListIndex
                or DwarfForm.LocationListIndex or DwarfForm.GnuAddressIndex or DwarfForm.GnuStringIndex:
                return new DieAttribute(name, form, Uleb(), _position);
            case DwarfForm.SignedData:
                return new DieAttribute(name, form, (ulong)Sleb(), _position);
            case DwarfForm.String:
                return InlineString(name);
            case DwarfForm.Expression or DwarfForm.Block:
                return BlockOf(name, form, Uleb());
            case DwarfForm.Block1:
                return BlockOf(name, form, Unsigned(1));
            case DwarfForm.Block2:
                return BlockOf(name, form, Unsigned(2));
            case DwarfForm.Block4:
                return BlockOf(name, form, Unsigned(4));
            case DwarfForm.Data16:
                return BlockOf(name, form, 16);
            case DwarfForm.LlvmAddressIndexOffset:
                var index = Uleb();
                var at = _position;
                Take(4);
                return new DieAttribute(name, form, index, at);
            case DwarfForm.Indirect:
                return Indirect(name);
            default:
                var size = sizes.Of(form);
                return size > 0 ? new DieAttribute(name, form, Unsigned(size), _position) : throw Malformed($"the form 0x{(ushort)form:x} is not known");
        }
    }

    private DieAttribute Indirect(DwarfAttribute name)
    {
        var form = Uleb();
        return form is (ulong)DwarfForm.Indirect or > ushort.MaxValue
            ? throw Malformed($"an indirect form says 0x{form:x}")
            : Read(name, (DwarfForm)form, form == (ulong)DwarfForm.ImplicitConstant ? Sleb() : 0);
    }

    private DieAttribute InlineString(DwarfAttribute name)
    {
        var start = _position;
        var length = _bytes[start..].IndexOf((byte)0);
        Take(length < 0 ? int.MaxValue : length + 1);
        return new DieAttribute(name, DwarfForm.String, (ulong)length, start);
    }

    private DieAttribute BlockOf(DwarfAttribute name, DwarfForm form, ulong length)
    {
        var start = _position;
        Take(length > int.MaxValue ? int.MaxValue : (int)length);
        return new DieAttribute(name, form, length, start);
    }

    private void Take(int count)
    {
        if (count > _bytes.Length - _position)
        {
            throw Malformed($"{count} bytes are asked for, {_bytes.Length - _position} are left in the unit");
        }

        _position += count;
    }

    private ulong Unsigned(int size)
    {
        var at = _position;
        Take(size);
        switch (size)
        {
            case 1:
                return _bytes[at];
            case 2:
                return BinaryPrimitives.ReadUInt16LittleEndian(_bytes[at..]);
            case 4:
                return BinaryPrimitives.ReadUInt32LittleEndian(_bytes[at..]);
            case 8:
                return BinaryPrimitives.ReadUInt64LittleEndian(_bytes[at..]);
            default:
                var value = 0UL;
                for (var i = 0; i < size; i++)
                {
                    value |= (ulong)_bytes[at + i] << (8 * i);
                }

                return value;
        }
    }

    private ulong Uleb()
    {
        if (_position < _bytes.Length && _bytes[_position] < 0x80)
        {
            return _bytes[_position++];
        }

        var reader = new ByteReader(_bytes, _unit.Section.What, _position);
        var value = reader.Uleb();
        _position = reader.Position;
        return value;
    }

    private long Sleb()
    {
        var reader = new ByteReader(_bytes, _unit.Section.What, _position);
        var value = reader.Sleb();
        _position = reader.Position;
        return value;
    }
}
