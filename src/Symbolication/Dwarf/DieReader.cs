using System.Buffers.Binary;

namespace Fleet.Symbolication.Dwarf;

/// <summary>
/// Reads debugging information entries in the order in which they are written, each before its children. What of an entry's attributes is not asked for
/// is passed over. Never leaves the unit. DWARF 5, 2.3 and 7.5.
/// </summary>
public ref struct DieReader
{
    private readonly ReadOnlySpan<byte> _bytes;
    private readonly Unit _unit;
    private readonly AbbreviationTable _abbreviations;
    private Abbreviation? _current;
    private int _position;
    private int _attribute;
    private int _attributesAt;
    private int _depth;

    /// <param name="offset">Of an entry, in the unit's section.</param>
    /// <exception cref="MalformedException">The offset is outside of the unit, or its abbreviations are damaged.</exception>
    public DieReader(Unit unit, int offset)
        : this(unit, offset, unit.Abbreviations)
    {
    }

    public DieReader(DieReference die)
        : this(die.Unit, die.Offset)
    {
    }

    private DieReader(Unit unit, int offset, AbbreviationTable abbreviations)
    {
        _unit = unit;
        _bytes = unit.Section.Span[..unit.End];
        _abbreviations = abbreviations;
        if (offset < unit.FirstDie || offset > unit.End)
        {
            throw new MalformedException(unit.Section.What, offset, $"is no place of an entry of the unit at 0x{unit.Offset:x}");
        }

        _position = offset;
    }

    /// <summary>Of the entry that <see cref="Next"/> came to, in the section.</summary>
    public int Offset { get; private set; }

    /// <summary>Of the entry, or of the end, that <see cref="Next"/> came to; that of the first one is 0.</summary>
    public int Depth { get; private set; }

    /// <summary>It is no entry but the end of the children at this depth.</summary>
    public readonly bool IsEnd => _current is null;

    public readonly DwarfTag Tag => _current?.Tag ?? DwarfTag.None;

    public readonly bool HasChildren => _current is { HasChildren: true };

    /// <summary>Of the next byte that is read.</summary>
    internal readonly int Position => _position;

    /// <summary>The entry has an attribute that says where code is.</summary>
    internal readonly bool HasCode => _current is { HasCode: true };

    internal readonly EntryKind Kind => _current?.Kind ?? EntryKind.Other;

    /// <returns>False at the end of the unit.</returns>
    public bool Next()
    {
        if (_current is not null)
        {
            Finish();
        }

        if (_position >= _bytes.Length)
        {
            _current = null;
            return false;
        }

        Offset = _position;
        Depth = _depth;
        var code = Uleb();
        if (code == 0)
        {
            _current = null;
            _depth = Math.Max(0, _depth - 1);
            return true;
        }

        _current = Find(code);
        _attribute = 0;
        _attributesAt = _position;
        if (_current.HasChildren)
        {
            _depth++;
        }

        return true;
    }

    /// <summary>The next attribute of the entry; false when there are no more.</summary>
    public bool NextAttribute(out DieAttribute attribute)
    {
        if (_current is null || _attribute >= _current.Attributes.Length)
        {
            attribute = default;
            return false;
        }

        var (name, form, constant) = _current.Attributes[_attribute++];
        attribute = Read(name, form, constant);
        return true;
    }

    /// <summary>Passes over what is within the entry: <see cref="Next"/> comes to its next sibling, or to the end of those.</summary>
    public void SkipChildren()
    {
        if (_current is not { HasChildren: true } entry)
        {
            return;
        }

        _depth--;
        _current = null;
        if (TrySibling(entry, _attributesAt, out var sibling))
        {
            _position = sibling;
            return;
        }

        PassOverFrom(entry);
        for (var open = 1; open > 0 && _position < _bytes.Length;)
        {
            var code = Uleb();
            if (code == 0)
            {
                open--;
                continue;
            }

            var within = Find(code);
            if (within.HasChildren && TrySibling(within, _position, out sibling))
            {
                _position = sibling;
                continue;
            }

            PassOver(within);
            open += within.HasChildren ? 1 : 0;
        }
    }

    /// <summary>At a unit's own entry, and only for that: no other abbreviation is read.</summary>
    internal static DieReader OfRoot(Unit unit)
    {
        var code = unit.Section.At((ulong)unit.FirstDie).Uleb();
        return new DieReader(unit, unit.FirstDie, unit.File.Abbreviations.For(code, unit.AbbreviationsOffset, unit.Sizes));
    }

    private readonly Abbreviation Find(ulong code) => _abbreviations[code] ?? throw Malformed($"the abbreviation {code} is not in the unit's table");

    private readonly bool TrySibling(Abbreviation entry, int attributesAt, out int sibling)
    {
        sibling = 0;
        if (entry.SiblingAt < 0)
        {
            return false;
        }

        var at = attributesAt + entry.SiblingAt;
        var offset = entry.SiblingForm switch
        {
            DwarfForm.Reference4 when at + 4 <= _bytes.Length => BinaryPrimitives.ReadUInt32LittleEndian(_bytes[at..]),
            DwarfForm.Reference2 when at + 2 <= _bytes.Length => BinaryPrimitives.ReadUInt16LittleEndian(_bytes[at..]),
            DwarfForm.Reference1 when at < _bytes.Length => _bytes[at],
            DwarfForm.Reference8 when at + 8 <= _bytes.Length => BinaryPrimitives.ReadUInt64LittleEndian(_bytes[at..]),
            _ => 0UL,
        };

        // Only forward, so that every step gets nearer to the end.
        if (offset > (ulong)(_bytes.Length - _unit.Offset) || _unit.Offset + (int)offset <= at)
        {
            return false;
        }

        sibling = _unit.Offset + (int)offset;
        return true;
    }

    private void Finish()
    {
        if (_attribute == 0)
        {
            PassOver(_current!);
        }
        else
        {
            PassOverFrom(_current!);
        }
    }

    private void PassOverFrom(Abbreviation entry)
    {
        for (; _attribute < entry.Attributes.Length; _attribute++)
        {
            Read(default, entry.Attributes[_attribute].Form, 0);
        }
    }

    private void PassOver(Abbreviation entry)
    {
        foreach (var step in entry.Steps)
        {
            if (step >= 0)
            {
                Take(step);
            }
            else
            {
                Read(default, (DwarfForm)~step, 0);
            }
        }
    }

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

    private readonly MalformedException Malformed(string detail) => new(_unit.Section.What, _position, detail);
}
