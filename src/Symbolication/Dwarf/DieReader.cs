using System.Buffers.Binary;

namespace Fleet.Symbolication.Dwarf;

/// <summary>
/// Reads debugging information entries in the order in which they are written, each before its children. What of an entry's attributes is not asked for
/// is passed over. Never leaves the unit. DWARF 5, 2.3 and 7.5.
/// </summary>
public ref partial struct DieReader
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

    private readonly MalformedException Malformed(string detail) => new(_unit.Section.What, _position, detail);
}
