using Fleet.Symbolication.Dwarf;
using Fleet.Symbolication.Variables.Frames;
using Fleet.Symbolication.Variables.Types;

namespace Fleet.Symbolication.Variables.Values;

/// <summary>
/// Values as text, in the way of gdb: <c>{a = 1, b = {2, 3}}</c>, Rust's <c>Point {x: 1}</c>. Types that contain themselves end at a depth, arrays at a number of
/// elements, all of it at a number of characters.
/// </summary>
/// <param name="unit">That the variable is in: its language tells how structures are written.</param>
internal sealed partial class ValueWriter(FrameView frame, Unit unit, BoundedText text)
{
    private readonly VariableLimits _limits = frame.Budget.Limits;
    private readonly bool _isRust = DwarfLanguage.IsRust(unit.Language);

    /// <summary>A variable's value.</summary>
    /// <exception cref="MalformedException">What describes it is damaged.</exception>
    public void Write(DieReference? type, ObjectBytes bytes)
    {
        if (type is not { } die)
        {
            text.Add(Unavailable.OptimizedOut);
            return;
        }

        Write(Resolve(die), bytes, 0, 0, _limits.FollowsPointers);
    }

    private static TypeInfo Resolve(DieReference? type) => type is { } die ? die.Unit.Variables.Resolve(die) : TypeInfo.Void;

    /// <param name="offset">Of the value in the bytes.</param>
    /// <param name="follows">A pointer's target is shown behind it.</param>
    private void Write(TypeInfo type, ObjectBytes bytes, ulong offset, int depth, bool follows)
    {
        if (!frame.Budget.TryWork())
        {
            text.Add(Unavailable.TooMuch);
            return;
        }

        if (text.IsFull)
        {
            return;
        }

        if (depth > _limits.MaxDepth)
        {
            text.Add("{...}");
            return;
        }

        switch (type.Kind)
        {
            case TypeKind.Base or TypeKind.Enumeration:
                WriteScalar(type, bytes, offset);
                break;
            case TypeKind.Pointer or TypeKind.Reference or TypeKind.RvalueReference:
                WritePointer(type, bytes, offset, depth, follows);
                break;
            case TypeKind.MemberPointer:
                WriteWord(bytes, offset);
                break;
            case TypeKind.Structure or TypeKind.Class or TypeKind.Union:
                WriteStructure(type, bytes, offset, depth, follows);
                break;
            case TypeKind.Array:
                WriteArray(type, bytes, offset, 0, depth);
                break;
            case TypeKind.Function:
                text.Add("{code}");
                break;
            case TypeKind.Unspecified when type.Size is > 0 and <= 8:
                WriteWord(bytes, offset);
                break;
            default:
                text.Add("<no type>");
                break;
        }
    }

    private void WriteScalar(TypeInfo type, ObjectBytes bytes, ulong offset)
    {
        Span<byte> value = stackalloc byte[ScalarText.MaxBytes];
        var size = SizeOf(type);
        if (size is 0 or > ScalarText.MaxBytes)
        {
            text.Add(type.IsDeclaration ? Unavailable.Incomplete : _isRust && type.Name == "()" ? "()" : Unavailable.NotSupported);
            return;
        }

        value = value[..(int)size];
        if (bytes.Read(offset, value) is { } why)
        {
            text.Add(why);
            return;
        }

        WriteScalar(type, value);
    }

    private void WriteScalar(TypeInfo type, ReadOnlySpan<byte> value)
    {
        if (type.Kind == TypeKind.Enumeration)
        {
            ScalarText.AddEnumeration(text, type, value, Array.Exists(type.Enumerators, one => one.Value < 0));
        }
        else
        {
            ScalarText.AddBase(text, type, value, frame.Machine);
        }
    }

    /// <summary>An enumeration may leave its size to the type under it.</summary>
    private static ulong SizeOf(TypeInfo type) => type.Size == 0 && type.Kind == TypeKind.Enumeration && type.Target is not null ? Resolve(type.Target).Size : type.Size;

    private void WriteWord(ObjectBytes bytes, ulong offset)
    {
        if (ReadWord(bytes, offset, out var value) is { } why)
        {
            text.Add(why);
        }
        else
        {
            text.AddHex(value);
        }
    }

    private string? ReadWord(ObjectBytes bytes, ulong offset, out ulong value)
    {
        Span<byte> word = stackalloc byte[8];
        word = word[..unit.AddressSize];
        var why = bytes.Read(offset, word);
        value = why is null ? ScalarText.Unsigned(word) : 0;
        return why;
    }
}
