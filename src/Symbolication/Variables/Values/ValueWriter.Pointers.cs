using Fleet.Symbolication.Dwarf;
using Fleet.Symbolication.Variables.Types;

namespace Fleet.Symbolication.Variables.Values;

/// <content>Pointers, references, and what they point to.</content>
internal sealed partial class ValueWriter
{
    private const string Arrow = " -> ";

    private const int StringChunk = 64;

    /// <summary>Below are no objects: what a null pointer's members would be at.</summary>
    private const ulong FirstPage = 4096;

    private void WritePointer(TypeInfo type, ObjectBytes bytes, ulong offset, int depth, bool follows)
    {
        if (bytes.PointerAt(offset) is { } implicitly)
        {
            text.Add("<synthetic pointer>");
            WriteTarget(type, implicitly.Target, implicitly.Offset, depth, follows);
            return;
        }

        if (ReadWord(bytes, offset, out var address) is { } why)
        {
            text.Add(why);
            return;
        }

        if (type.Kind != TypeKind.Pointer)
        {
            text.Add('@');
        }

        text.AddHex(address);
        var target = Resolve(type.Target);
        if (target.Kind == TypeKind.Function)
        {
            text.Add(frame.FunctionAt(address) is { } name ? $" <{name}>" : "");
        }
        else if (address >= FirstPage && ScalarText.IsCharacter(target) && type.Kind == TypeKind.Pointer && !(_isRust && target.Size == 4))
        {
            text.Add(' ');
            WriteString(address, (int)target.Size, null);
        }
        else if (address >= FirstPage && follows && CanShow(target))
        {
            text.Add(Arrow);
            Write(target, ObjectBytes.At(frame.Memory, address), 0, depth + 1, follows: false);
        }
    }

    /// <summary>What a pointer without a value points to.</summary>
    private void WriteTarget(TypeInfo type, DieReference target, long offset, int depth, bool follows)
    {
        var pointedTo = Resolve(type.Target);
        if (!follows || !CanShow(pointedTo) || !frame.Budget.TryEnter())
        {
            return;
        }

        text.Add(Arrow);
        Write(pointedTo, VariableEntry.Read(target).Find(frame), (ulong)offset, depth + 1, follows: false);
        frame.Budget.Leave();
    }

    private static bool CanShow(TypeInfo type) =>
        type is { IsDeclaration: false, Kind: not (TypeKind.Void or TypeKind.Function or TypeKind.Unspecified) } && (type.Size > 0 || type.Kind is TypeKind.Array or TypeKind.Enumeration);

    /// <param name="unitSize">Bytes of a character.</param>
    /// <param name="length">In characters; null when a zero ends it.</param>
    private void WriteString(ulong address, int unitSize, ulong? length)
    {
        var most = (int)Math.Min(length ?? ulong.MaxValue, (ulong)_limits.MaxString) * unitSize;
        var bytes = new byte[most];
        var read = 0;
        var hasEnd = length is not null;
        while (read < most)
        {
            var chunk = Math.Min(StringChunk, most - read);
            while (chunk > 0 && !frame.Memory.TryRead(address + (ulong)read, bytes.AsSpan(read, chunk)))
            {
                chunk = chunk / 2 / unitSize * unitSize;
            }

            if (chunk == 0)
            {
                break;
            }

            var end = length is null ? EndOf(bytes.AsSpan(read, chunk), unitSize) : -1;
            read += end < 0 ? chunk : end;
            hasEnd |= end >= 0;
            if (end >= 0)
            {
                break;
            }
        }

        if (read == 0 && (!hasEnd || length > 0))
        {
            text.Add(Unavailable.NotInCore);
            return;
        }

        LiteralText.AddString(text, bytes.AsSpan(0, read), unitSize, isCut: !hasEnd || (length is { } all && (ulong)(read / unitSize) < all));
    }

    /// <summary>Where a zero is; -1 for nowhere.</summary>
    private static int EndOf(ReadOnlySpan<byte> bytes, int unitSize)
    {
        for (var at = 0; at + unitSize <= bytes.Length; at += unitSize)
        {
            if (bytes.Slice(at, unitSize).IndexOfAnyExcept((byte)0) < 0)
            {
                return at;
            }
        }

        return -1;
    }
}
