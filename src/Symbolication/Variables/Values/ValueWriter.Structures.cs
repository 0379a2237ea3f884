using Fleet.Symbolication.Variables.Frames;
using Fleet.Symbolication.Variables.Locations;
using Fleet.Symbolication.Variables.Types;

namespace Fleet.Symbolication.Variables.Values;

/// <content>Structures, unions, bit fields, bases.</content>
internal sealed partial class ValueWriter
{
    private void WriteStructure(TypeInfo type, ObjectBytes bytes, ulong offset, int depth, bool follows)
    {
        if (type.IsDeclaration)
        {
            text.Add(Unavailable.Incomplete);
            return;
        }

        if (WhyNothing(type, bytes, offset) is { } why)
        {
            text.Add(why);
            return;
        }

        if (_isRust && TryWriteRust(type, bytes, offset, depth, follows))
        {
            return;
        }

        text.Add('{');
        var isFirst = true;
        foreach (var member in type.Members)
        {
            if (text.IsFull)
            {
                break;
            }

            text.Add(isFirst ? "" : ", ");
            isFirst = false;
            if (member.IsBase)
            {
                text.Add('<');
                text.Add(Resolve(member.Type).Name);
                text.Add("> = ");
            }
            else if (member.Name.Length > 0)
            {
                text.Add(member.Name);
                text.Add(" = ");
            }

            WriteMember(member, bytes, offset, depth);
        }

        text.Add('}');
    }

    private void WriteMember(TypeMember member, ObjectBytes bytes, ulong offset, int depth)
    {
        var type = Resolve(member.Type);
        if (member.BitSize > 0)
        {
            WriteBits(type, member, bytes, offset);
        }
        else if (member.Place.IsEmpty)
        {
            Write(type, bytes, unchecked(offset + member.Offset), depth + 1, follows: false);
        }
        else if (bytes.Address is { } address && frame.AsNumber(LocationExpression.Evaluate(member.Place, unit, frame, unchecked(address + offset)), out var at) is null)
        {
            Write(type, ObjectBytes.At(frame.Memory, at), 0, depth + 1, follows: false);
        }
        else
        {
            text.Add(Unavailable.OptimizedOut);
        }
    }

    private void WriteBits(TypeInfo type, TypeMember member, ObjectBytes bytes, ulong offset)
    {
        var size = SizeOf(type);
        if (size is 0 or > 8)
        {
            text.Add(Unavailable.NotSupported);
            return;
        }

        if (bytes.ReadBits(unchecked((8 * offset) + member.FirstBit(size)), member.BitSize, out var number) is { } why)
        {
            text.Add(why);
            return;
        }

        var isSigned = type.Kind == TypeKind.Enumeration ? Array.Exists(type.Enumerators, one => one.Value < 0) : type.Encoding is BaseEncoding.Signed or BaseEncoding.SignedChar;
        var unused = 64 - member.BitSize;
        number = isSigned ? (ulong)((long)(number << unused) >> unused) : number;
        WriteScalar(type, BitConverter.GetBytes(number).AsSpan(0, (int)size));
    }

    /// <summary>Where no part of a structure is there, that is said once.</summary>
    private static string? WhyNothing(TypeInfo type, ObjectBytes bytes, ulong offset)
    {
        if (type.Size == 0)
        {
            return null;
        }

        Span<byte> one = stackalloc byte[1];
        if (bytes.Read(offset, one) is not { } why || bytes.PointerAt(offset) is not null || bytes.Read(offset + type.Size - 1, one) is null)
        {
            return null;
        }

        return bytes.Address is not null || bytes.IsNowhere ? why : null;
    }
}
