using System.Buffers.Binary;
using System.Globalization;
using Fleet.Symbolication.Targets;
using Fleet.Symbolication.Variables.Types;

namespace Fleet.Symbolication.Variables.Values;

/// <summary>Numbers, characters, truth values and names of enumerations.</summary>
internal static class ScalarText
{
    /// <summary>The largest base type: two numbers of 16 bytes.</summary>
    public const int MaxBytes = 32;

    /// <summary>A character in text: <c>char</c> and those of Unicode, and <c>wchar_t</c>, which has a number's encoding.</summary>
    public static bool IsCharacter(TypeInfo type) => type.Kind == TypeKind.Base && (type.Encoding switch
    {
        BaseEncoding.SignedChar or BaseEncoding.UnsignedChar => type.Size == 1,
        BaseEncoding.Utf or BaseEncoding.Ucs or BaseEncoding.Ascii => type.Size is 1 or 2 or 4,
        BaseEncoding.Signed or BaseEncoding.Unsigned => type is { Name: "wchar_t", Size: 2 or 4 },
        _ => false,
    });

    public static void AddBase(BoundedText text, TypeInfo type, ReadOnlySpan<byte> bytes, Machine machine)
    {
        switch (type.Encoding)
        {
            case BaseEncoding.Float or BaseEncoding.ImaginaryFloat:
                text.Add(Real(type, bytes, machine));
                text.Add(type.Encoding == BaseEncoding.ImaginaryFloat ? "i" : "");
                break;
            case BaseEncoding.ComplexFloat:
                var half = bytes.Length / 2;
                text.Add($"{Real(type, bytes[..half], machine)} + {Real(type, bytes[half..], machine)}i");
                break;
            case BaseEncoding.Boolean:
                var truth = bytes.TrimEnd((byte)0);
                if (truth.Length == 0 || (truth.Length == 1 && truth[0] == 1))
                {
                    text.Add(truth.Length == 0 ? "false" : "true");
                }
                else
                {
                    AddNumber(text, bytes, isSigned: false);
                }

                break;
            case BaseEncoding.Address:
                text.AddHex(Unsigned(bytes));
                break;
            default:
                AddNumber(text, bytes, type.Encoding is BaseEncoding.Signed or BaseEncoding.SignedChar);
                if (IsCharacter(type))
                {
                    text.Add(' ');
                    LiteralText.AddCharacter(text, bytes);
                }

                break;
        }
    }

    /// <summary>A name; of flags those that are set; a number where there is none.</summary>
    public static void AddEnumeration(BoundedText text, TypeInfo type, ReadOnlySpan<byte> bytes, bool isSigned)
    {
        var bits = Unsigned(bytes);
        var mask = bytes.Length >= 8 ? ulong.MaxValue : (1UL << (8 * bytes.Length)) - 1;
        foreach (var one in type.Enumerators)
        {
            if (((ulong)one.Value & mask) == bits)
            {
                text.Add(type.IsScoped && type.Name.Length > 0 ? $"{type.Name}::{one.Name}" : one.Name);
                return;
            }
        }

        if (bits != 0 && AreFlags(type.Enumerators))
        {
            AddFlags(text, type.Enumerators, bits);
        }
        else
        {
            AddNumber(text, bytes, isSigned);
        }
    }

    public static ulong Unsigned(ReadOnlySpan<byte> bytes)
    {
        Span<byte> all = stackalloc byte[8];
        all.Clear();
        bytes[..Math.Min(bytes.Length, 8)].CopyTo(all);
        return BinaryPrimitives.ReadUInt64LittleEndian(all);
    }

    private static long Signed(ReadOnlySpan<byte> bytes)
    {
        var shift = Math.Max(0, 64 - (8 * bytes.Length));
        return (long)(Unsigned(bytes) << shift) >> shift;
    }

    private static void AddNumber(BoundedText text, ReadOnlySpan<byte> bytes, bool isSigned)
    {
        if (bytes.Length <= sizeof(ulong))
        {
            if (isSigned)
            {
                text.AddNumber(Signed(bytes));
            }
            else
            {
                text.AddNumber(Unsigned(bytes));
            }

            return;
        }

        Span<byte> all = stackalloc byte[16];
        all.Fill(isSigned && bytes.Length > 0 && bytes[^1] >= 0x80 ? (byte)0xff : (byte)0);
        bytes[..Math.Min(bytes.Length, 16)].CopyTo(all);
        text.Add(isSigned ? BinaryPrimitives.ReadInt128LittleEndian(all).ToString(CultureInfo.InvariantCulture) : BinaryPrimitives.ReadUInt128LittleEndian(all).ToString(CultureInfo.InvariantCulture));
    }

    /// <summary>Numbers of 16 bytes are x87's on x86-64, except those that are called so.</summary>
    private static string Real(TypeInfo type, ReadOnlySpan<byte> bytes, Machine machine) =>
        FloatText.Of(bytes, machine == Machine.X64 && !type.Name.Contains("128", StringComparison.Ordinal)) ?? Unavailable.NotSupported;

    /// <summary>Each is one bit, or bits that lie together; none has a sign, and no two have a bit in common.</summary>
    private static bool AreFlags(Enumerator[] enumerators)
    {
        var seen = 0UL;
        foreach (var one in enumerators)
        {
            var bits = (ulong)one.Value;
            if (one.Value < 0 || (bits & seen) != 0 || !IsRun(bits))
            {
                return false;
            }

            seen |= bits;
        }

        return enumerators.Length > 0;
    }

    private static bool IsRun(ulong bits) => bits == 0 || System.Numerics.BitOperations.IsPow2((bits >> System.Numerics.BitOperations.TrailingZeroCount(bits)) + 1);

    private static void AddFlags(BoundedText text, Enumerator[] enumerators, ulong bits)
    {
        var names = new List<string>();
        var rest = bits;
        foreach (var one in enumerators)
        {
            if (one.Value != 0 && ((ulong)one.Value & rest) == (ulong)one.Value)
            {
                names.Add(one.Name);
                rest &= ~(ulong)one.Value;
            }
        }

        if (rest != 0)
        {
            names.Add(string.Create(CultureInfo.InvariantCulture, $"unknown: 0x{rest:x}"));
        }

        text.Add($"({string.Join(" | ", names)})");
    }
}
