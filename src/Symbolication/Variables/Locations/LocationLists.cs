using Fleet.Symbolication.Dwarf;
using Fleet.Symbolication.Variables.Frames;

namespace Fleet.Symbolication.Variables.Locations;

/// <summary>
/// The expression that says where something is at a place in code: the attribute itself, or an entry of a list in <c>.debug_loc</c> (DWARF 4, 2.6.2; GNU's for
/// split units) or <c>.debug_loclists</c> (DWARF 5, 2.6.2 and 7.7.3).
/// </summary>
internal static class LocationLists
{
    /// <summary>Of an attribute of an entry; empty when it has none.</summary>
    public static ReadOnlyMemory<byte> Of(DieReference die, DwarfAttribute name, FrameView frame)
    {
        var reader = new DieReader(die);
        if (!reader.Next())
        {
            return default;
        }

        while (reader.NextAttribute(out var attribute))
        {
            if (attribute.Name == name)
            {
                return At(die.Unit, attribute, frame);
            }
        }

        return default;
    }

    /// <returns>Empty when it is nowhere at the frame's place.</returns>
    /// <exception cref="MalformedException">The list is damaged, or too long.</exception>
    public static ReadOnlyMemory<byte> At(Unit unit, in DieAttribute attribute, FrameView frame) =>
        attribute.IsBlock ? unit.BlockMemory(attribute)
        : attribute.Form == DwarfForm.LocationListIndex || unit.Version >= 5 ? FindModern(unit, attribute, frame)
        : unit.File.IsSplit ? FindSplit(unit, attribute, frame)
        : FindClassic(unit, attribute, frame);

    private static ReadOnlyMemory<byte> FindClassic(Unit unit, in DieAttribute attribute, FrameView frame)
    {
        var section = unit.File.Sections[DwarfSectionKind.Locations];
        var reader = section.At(attribute.Value);
        var size = unit.AddressSize;
        var last = size == 8 ? ulong.MaxValue : uint.MaxValue;
        var baseAddress = BaseOf(unit);
        while (true)
        {
            Count(frame, reader);
            var (start, end) = (reader.Unsigned(size), reader.Unsigned(size));
            if (start == 0 && end == 0)
            {
                return default;
            }

            if (start == last)
            {
                baseAddress = end;
                continue;
            }

            var expression = Expression(section, ref reader, reader.U16());
            if (IsWithin(frame.Pc, baseAddress + start, baseAddress + end))
            {
                return expression;
            }
        }
    }

    /// <summary>The "Debug Fission" proposal's lists, which version 4's split units have.</summary>
    private static ReadOnlyMemory<byte> FindSplit(Unit unit, in DieAttribute attribute, FrameView frame)
    {
        var section = unit.File.Sections[DwarfSectionKind.Locations];
        var reader = section.At(attribute.Value + unit.Contributions.Locations);
        var baseAddress = BaseOf(unit);
        while (true)
        {
            Count(frame, reader);
            ulong start, end;
            switch (reader.U8())
            {
                case 0:
                    return default;
                case 1:
                    baseAddress = unit.AddressAt(reader.Uleb()) ?? 0;
                    continue;
                case 2:
                    (start, end) = (unit.AddressAt(reader.Uleb()) ?? 0, unit.AddressAt(reader.Uleb()) ?? 0);
                    break;
                case 3:
                    start = unit.AddressAt(reader.Uleb()) ?? 0;
                    end = start + reader.U32();
                    break;
                case 4:
                    (start, end) = (baseAddress + reader.U32(), baseAddress + reader.U32());
                    break;
                default:
                    throw reader.Malformed("a kind of entry of a list of locations that is not known");
            }

            var expression = Expression(section, ref reader, reader.U16());
            if (IsWithin(frame.Pc, start, end))
            {
                return expression;
            }
        }
    }

    private static ReadOnlyMemory<byte> FindModern(Unit unit, in DieAttribute attribute, FrameView frame)
    {
        var section = unit.File.Sections[DwarfSectionKind.LocationLists];
        var reader = section.At(OffsetOf(unit, attribute, section));
        var baseAddress = BaseOf(unit);
        ReadOnlyMemory<byte> otherwise = default;
        while (true)
        {
            Count(frame, reader);
            ulong start = 0, end = 0;
            var kind = reader.U8();
            switch (kind)
            {
                case 0:
                    return otherwise;
                case 1:
                    baseAddress = unit.AddressAt(reader.Uleb()) ?? 0;
                    continue;
                case 2:
                    (start, end) = (unit.AddressAt(reader.Uleb()) ?? 0, unit.AddressAt(reader.Uleb()) ?? 0);
                    break;
                case 3:
                    start = unit.AddressAt(reader.Uleb()) ?? 0;
                    end = start + reader.Uleb();
                    break;
                case 4:
                    (start, end) = (baseAddress + reader.Uleb(), baseAddress + reader.Uleb());
                    break;
                case 5:
                    break;
                case 6:
                    baseAddress = reader.Unsigned(unit.AddressSize);
                    continue;
                case 7:
                    (start, end) = (reader.Unsigned(unit.AddressSize), reader.Unsigned(unit.AddressSize));
                    break;
                case 8:
                    start = reader.Unsigned(unit.AddressSize);
                    end = start + reader.Uleb();
                    break;
                case 9: // GNU's pair of views
                    reader.Uleb();
                    reader.Uleb();
                    continue;
                default:
                    throw reader.Malformed($"an entry of a list of locations of kind {kind}");
            }

            var expression = Expression(section, ref reader, reader.Uleb());
            if (kind == 5)
            {
                otherwise = expression;
            }
            else if (IsWithin(frame.Pc, start, end))
            {
                return expression;
            }
        }
    }

    private static ulong OffsetOf(Unit unit, in DieAttribute attribute, DwarfSection section)
    {
        if (attribute.Form != DwarfForm.LocationListIndex)
        {
            return attribute.Value + unit.Contributions.Locations;
        }

        var size = unit.Is64 ? 8 : 4;
        var start = unit.Root.LocationListsBase ?? unit.Contributions.Locations + (unit.Is64 ? 20u : 12u);
        var reader = section.At(start);
        reader.Skip(Math.Min(attribute.Value, int.MaxValue) * (ulong)size);
        return start + reader.Unsigned(size);
    }

    private static ReadOnlyMemory<byte> Expression(DwarfSection section, ref ByteReader reader, ulong length)
    {
        var start = reader.Position;
        reader.Skip(length);
        return section.Memory.Slice(start, (int)length);
    }

    private static ulong BaseOf(Unit unit) => (unit.Skeleton ?? unit) is var owner ? owner.Address(owner.Root.LowPc) ?? 0 : 0;

    private static bool IsWithin(ulong pc, ulong start, ulong end) => start <= pc && pc < end;

    private static void Count(FrameView frame, in ByteReader reader)
    {
        if (!frame.Budget.TryWork())
        {
            throw reader.Malformed("lists of locations that are too long to be read");
        }
    }
}
