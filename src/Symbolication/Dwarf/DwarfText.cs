using System.Text;

namespace Fleet.Symbolication.Dwarf;

/// <summary>Strings of debugging information.</summary>
internal static class DwarfText
{
    /// <summary>Up to a zero byte, the bytes' end, or <see cref="DwarfLimits.MaxNameBytes"/>.</summary>
    public static string ReadName(ReadOnlySpan<byte> bytes)
    {
        bytes = bytes[..Math.Min(bytes.Length, DwarfLimits.MaxNameBytes)];
        var end = bytes.IndexOf((byte)0);
        return Encoding.UTF8.GetString(end < 0 ? bytes : bytes[..end]);
    }
}
