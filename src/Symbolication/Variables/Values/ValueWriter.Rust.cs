using Fleet.Symbolication.Variables.Types;

namespace Fleet.Symbolication.Variables.Values;

/// <content>Rust: enumerations with data, tuples, strings, slices, vectors.</content>
internal sealed partial class ValueWriter
{
    private const string DataPointer = "data_ptr";
    private const string Length = "length";

    /// <summary>Of a vector or string: pointers in structures of the allocator's around its address.</summary>
    private const int MaxWrapping = 8;

    private bool TryWriteRust(TypeInfo type, ObjectBytes bytes, ulong offset, int depth, bool follows)
    {
        if (type.Variants is { } variants)
        {
            WriteVariant(type, variants, bytes, offset, depth, follows);
            return true;
        }

        if (type.Kind != TypeKind.Union && (TryWriteSlice(type, bytes, offset, depth) || TryWriteVector(type, bytes, offset, depth)))
        {
            return true;
        }

        var isTuple = type.Members.Length > 0 && type.Members[0].Name == "__0";
        text.Add(type.Name.StartsWith('(') ? "" : isTuple || type.Members.Length == 0 ? PlainName(type) : PlainName(type) + " ");
        if (type.Members.Length == 0)
        {
            text.Add(type.Name == "()" ? "()" : "");
            return true;
        }

        text.Add(isTuple ? '(' : '{');
        for (var i = 0; i < type.Members.Length && !text.IsFull; i++)
        {
            text.Add(i == 0 ? "" : ", ");
            text.Add(isTuple ? "" : $"{type.Members[i].Name}: ");
            WriteMember(type.Members[i], bytes, offset, depth);
        }

        text.Add(isTuple ? ')' : '}');
        return true;
    }

    private static string PlainName(TypeInfo type) => type.Name.IndexOf('<', StringComparison.Ordinal) is > 0 and var at ? type.Name[..at] : type.Name;

    /// <summary>The variant that the discriminant says, else the one that stands for all others.</summary>
    private void WriteVariant(TypeInfo type, VariantPart variants, ObjectBytes bytes, ulong offset, int depth, bool follows)
    {
        var value = 0UL;
        var mask = ulong.MaxValue;
        if (variants.Discriminant is { } discriminant)
        {
            var size = Resolve(discriminant.Type).Size;
            Span<byte> number = stackalloc byte[8];
            number = number[..(int)Math.Clamp(size, 1, 8)];
            if (bytes.Read(offset + discriminant.Offset, number) is { } why)
            {
                text.Add(why);
                return;
            }

            value = ScalarText.Unsigned(number);
            mask = number.Length == 8 ? ulong.MaxValue : (1UL << (8 * number.Length)) - 1;
        }

        TypeMember? chosen = null;
        foreach (var variant in variants.Variants)
        {
            if (variant.Value is { } wanted ? (wanted & mask) == value : chosen is null)
            {
                chosen = variant.Member;
                if (variant.Value is not null)
                {
                    break;
                }
            }
        }

        if (chosen is null)
        {
            text.Add($"{PlainName(type)} <no variant {value}>");
            return;
        }

        Write(Resolve(chosen.Type), bytes, offset + chosen.Offset, depth + 1, follows);
    }

    /// <summary><c>&amp;str</c>, <c>&amp;[T]</c>, <c>Box&lt;[T]&gt;</c>: an address and a length.</summary>
    private bool TryWriteSlice(TypeInfo type, ObjectBytes bytes, ulong offset, int depth)
    {
        if (type.Members is not [{ Name: DataPointer } data, { Name: Length } length]
            || ReadWord(bytes, offset + data.Offset, out var address) is not null
            || ReadWord(bytes, offset + length.Offset, out var count) is not null)
        {
            return false;
        }

        var name = type.Name;
        if (name.EndsWith("str", StringComparison.Ordinal) || name.EndsWith("str>", StringComparison.Ordinal))
        {
            WriteString(address, 1, count);
            return true;
        }

        WriteElementsAt(Resolve(Resolve(data.Type).Target), address, count, depth);
        return true;
    }

    /// <summary><c>Vec</c>, and <c>String</c>, which is one of bytes.</summary>
    private bool TryWriteVector(TypeInfo type, ObjectBytes bytes, ulong offset, int depth)
    {
        if (type.Name == "String" && type.Members is [{ Name: "vec" } inner])
        {
            var vector = Resolve(inner.Type);
            if (!TryVector(vector, bytes, offset + inner.Offset, out var text, out var bytesOfText))
            {
                return false;
            }

            WriteString(text, 1, bytesOfText);
            return true;
        }

        if (!type.Name.StartsWith("Vec<", StringComparison.Ordinal) || type.Arguments.Length == 0 || !TryVector(type, bytes, offset, out var address, out var count))
        {
            return false;
        }

        WriteElementsAt(Resolve(type.Arguments[0]), address, count, depth);
        return true;
    }

    private bool TryVector(TypeInfo vector, ObjectBytes bytes, ulong offset, out ulong address, out ulong count)
    {
        address = count = 0;
        var buffer = Array.Find(vector.Members, member => member.Name == "buf");
        var length = Array.Find(vector.Members, member => member.Name == "len");
        return buffer is not null
            && length is not null
            && ReadWord(bytes, offset + length.Offset, out count) is null
            && FirstPointer(Resolve(buffer.Type), offset + buffer.Offset, MaxWrapping) is { } at
            && ReadWord(bytes, at, out address) is null;
    }

    /// <summary>Where the first pointer within a structure is.</summary>
    private ulong? FirstPointer(TypeInfo type, ulong offset, int left)
    {
        if (type.Kind == TypeKind.Pointer)
        {
            return offset;
        }

        foreach (var member in left > 0 ? type.Members : [])
        {
            if (frame.Budget.TryWork() && FirstPointer(Resolve(member.Type), offset + member.Offset, left - 1) is { } found)
            {
                return found;
            }
        }

        return null;
    }

    private void WriteElementsAt(TypeInfo element, ulong address, ulong count, int depth)
    {
        var bytes = ObjectBytes.At(frame.Memory, address);
        if (count > 0 && element.Size > 0 && IsMissing(bytes, 0) is { } why)
        {
            text.Add(why);
            return;
        }

        WriteElements(count, (_, at) => Write(element, bytes, at, depth + 1, follows: false), element.Size);
    }
}
