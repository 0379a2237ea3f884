using Fleet.Symbolication.Dwarf;
using Fleet.Symbolication.Variables.Locations;

namespace Fleet.Symbolication.Variables.Types;

/// <summary>Reads the entry of a member or a base. DWARF 5, 5.7.3 and 5.7.6; the bit fields of DWARF 3, 5.5.6.</summary>
internal static class MemberReader
{
    /// <returns>Null of a static member, which is not in the structure.</returns>
    public static TypeMember? Read(Unit unit, ref DieReader reader)
    {
        var entry = reader.Offset;
        var isBase = reader.Tag == DwarfTag.Inheritance;
        DieAttribute name = default, type = default, place = default, bitSize = default, bitOffset = default, dataBitOffset = default, byteSize = default;
        var isStatic = false;
        while (reader.NextAttribute(out var attribute))
        {
            switch (attribute.Name)
            {
                case DwarfAttribute.Name:
                    name = attribute;
                    break;
                case DwarfAttribute.Type:
                    type = attribute;
                    break;
                case DwarfAttribute.DataMemberLocation:
                    place = attribute;
                    break;
                case DwarfAttribute.BitSize:
                    bitSize = attribute;
                    break;
                case DwarfAttribute.BitOffset:
                    bitOffset = attribute;
                    break;
                case DwarfAttribute.DataBitOffset:
                    dataBitOffset = attribute;
                    break;
                case DwarfAttribute.ByteSize:
                    byteSize = attribute;
                    break;
                case DwarfAttribute.External or DwarfAttribute.Declaration:
                    isStatic |= attribute.IsFlagSet;
                    break;
                default:
                    break;
            }
        }

        if (isStatic)
        {
            return null;
        }

        var isPlain = TryOffset(unit, place, out var offset);
        return new TypeMember
        {
            Name = unit.String(name) ?? "",
            Type = unit.Reference(type),
            Entry = entry,
            Offset = offset,
            Place = isPlain ? default : unit.BlockMemory(place),
            IsBase = isBase,
            BitSize = bitSize.IsConstant ? (int)Math.Min(bitSize.Value, 64) : 0,
            BitOffset = (8 * offset) + (dataBitOffset.IsConstant ? dataBitOffset.Value : 0),
            BitsFromTop = bitOffset.IsConstant ? bitOffset.Signed : null,
            StorageSize = byteSize.IsConstant ? byteSize.Value : 0,
        };
    }

    /// <summary>A number, or in DWARF 2 an expression that adds one.</summary>
    private static bool TryOffset(Unit unit, in DieAttribute place, out ulong offset)
    {
        offset = 0;
        if (!place.IsBlock)
        {
            offset = place.Exists ? place.Value : 0;
            return true;
        }

        var bytes = unit.Block(place);
        if (bytes.Length < 2 || (Operation)bytes[0] != Operation.PlusConstant)
        {
            return false;
        }

        var reader = new ByteReader(bytes[1..], "member");
        offset = reader.Uleb();
        return reader.AtEnd;
    }
}
