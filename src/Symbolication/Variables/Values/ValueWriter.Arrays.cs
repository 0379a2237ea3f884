using System.Globalization;
using System.Numerics;
using Fleet.Symbolication.Dwarf;
using Fleet.Symbolication.Variables.Locations;
using Fleet.Symbolication.Variables.Types;

namespace Fleet.Symbolication.Variables.Values;

/// <content>Arrays, and Rust's slices.</content>
internal sealed partial class ValueWriter
{
    /// <summary>Equal elements behind one another that are written once, with their number.</summary>
    private const int RepeatsFrom = 10;

    private const ulong MaxLength = int.MaxValue;

    /// <param name="dimension">Of the array's, the outermost is 0.</param>
    private void WriteArray(TypeInfo type, ObjectBytes bytes, ulong offset, int dimension, int depth)
    {
        if (depth == 0 && IsMissing(bytes, offset) is { } why)
        {
            text.Add(why);
            return;
        }

        var element = Resolve(type.Target);
        var inner = SizeOfElement(element, depth);
        for (var i = dimension + 1; i < type.Dimensions.Length; i++)
        {
            inner = Multiply(inner, LengthOf(type, i, bytes));
        }

        var length = LengthOf(type, dimension, bytes);
        if (dimension + 1 >= type.Dimensions.Length && ScalarText.IsCharacter(element) && !_isRust)
        {
            WriteCharacters(element, bytes, offset, length);
            return;
        }

        WriteElements(length, (index, at) =>
        {
            if (dimension + 1 < type.Dimensions.Length && depth <= _limits.MaxDepth)
            {
                WriteArray(type, bytes, offset + at, dimension + 1, depth + 1);
            }
            else
            {
                Write(element, bytes, offset + at, depth + 1, follows: false);
            }
        }, inner);
    }

    private void WriteElements(ulong length, Action<ulong, ulong> write, ulong size)
    {
        text.Add(_isRust ? '[' : '{');
        var shown = Math.Min(length, (ulong)_limits.MaxElements);
        var (previous, repeats, isFirst) = ("", 0UL, true);
        for (var i = 0UL; i < shown && !text.IsFull; i++)
        {
            var start = text.Length;
            write(i, i * size);
            var isLast = text.IsFull;
            var one = text.Since(start);
            text.Truncate(start);
            if (i > 0 && one == previous && !isLast)
            {
                repeats++;
                continue;
            }

            Flush(previous, repeats, ref isFirst);
            (previous, repeats) = (one, 1);
            if (isLast)
            {
                // There is no room behind it. Arrays of arrays of themselves would be looked at all the same, each time as a whole.
                break;
            }
        }

        Flush(previous, repeats, ref isFirst);
        text.Add(shown < length ? "..." : "");
        text.Add(_isRust ? ']' : '}');
    }

    private void Flush(string one, ulong repeats, ref bool isFirst)
    {
        for (var i = 0UL; i < (repeats >= RepeatsFrom ? 1 : repeats); i++)
        {
            text.Add(isFirst ? "" : ", ");
            text.Add(one);
            isFirst = false;
        }

        text.Add(repeats >= RepeatsFrom ? string.Create(CultureInfo.InvariantCulture, $" <repeats {repeats} times>") : "");
    }

    /// <summary>Without the zeros at its end.</summary>
    private void WriteCharacters(TypeInfo element, ObjectBytes bytes, ulong offset, ulong length)
    {
        var unitSize = (int)element.Size;
        var shown = (int)Math.Min(length, (ulong)_limits.MaxString);
        var characters = new byte[shown * unitSize];
        if (bytes.Read(offset, characters) is { } why)
        {
            text.Add(why);
            return;
        }

        var end = characters.Length;
        while (end > 0 && characters.AsSpan(end - unitSize, unitSize).IndexOfAnyExcept((byte)0) < 0)
        {
            end -= unitSize;
        }

        LiteralText.AddString(text, characters.AsSpan(0, end), unitSize, isCut: (ulong)shown < length);
    }

    private ulong LengthOf(TypeInfo type, int dimension, ObjectBytes bytes)
    {
        if (dimension >= type.Dimensions.Length)
        {
            return 0;
        }

        var of = type.Dimensions[dimension];
        if (of.Length is { } known)
        {
            return known is < 0 or > (long)MaxLength ? 0 : (ulong)known;
        }

        var bound = of.Count.Exists ? of.Count : of.Upper;
        if (!bound.Exists || BoundOf(type.Unit!, bound, bytes) is not { } value)
        {
            return 0;
        }

        var length = of.Count.Exists ? value : unchecked(value - (of.Lower ?? 0) + 1);
        return length is < 0 or > (long)MaxLength ? 0 : (ulong)length;
    }

    /// <summary>An array whose length the program computed says a variable, or an expression.</summary>
    private long? BoundOf(Unit owner, in DieAttribute bound, ObjectBytes bytes)
    {
        ulong value;
        if (owner.Reference(bound) is { } variable)
        {
            return frame.ValueOf(variable, out value) is null ? (long)value : null;
        }

        var expression = LocationLists.At(owner, bound, frame);
        return !expression.IsEmpty && frame.AsNumber(LocationExpression.Evaluate(expression, owner, frame, bytes.Address), out value) is null ? (long)value : null;
    }

    /// <summary>In bytes. An array's is that of all of its elements.</summary>
    private ulong SizeOfElement(TypeInfo type, int depth)
    {
        if (type.Kind != TypeKind.Array || type.Size > 0 || depth > _limits.MaxDepth)
        {
            return SizeOf(type);
        }

        var size = SizeOfElement(Resolve(type.Target), depth + 1);
        foreach (var dimension in type.Dimensions)
        {
            size = Multiply(size, (ulong)Math.Clamp(dimension.Length ?? 0, 0, (long)MaxLength));
        }

        return size;
    }

    private static ulong Multiply(ulong left, ulong right) => BigInteger.Min(new BigInteger(left) * right, MaxLength) is var product ? (ulong)product : 0;

    /// <summary>Of an object in memory of which neither the first byte nor another was kept.</summary>
    private static string? IsMissing(ObjectBytes bytes, ulong offset)
    {
        Span<byte> first = stackalloc byte[1];
        return bytes.Address is null ? null : bytes.Read(offset, first);
    }
}
