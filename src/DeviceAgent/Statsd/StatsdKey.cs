namespace Fleet.DeviceAgent.Statsd;

/// <summary>Checks and folds keys in one pass: a key is ASCII, and its case does not count.</summary>
internal static class StatsdKey
{
    private const string Others = "._:/@%+-";

    /// <summary>Each byte's lower case, or 0 where the byte is not allowed in a key.</summary>
    private static readonly byte[] Folded = Fold();

    /// <summary>Writes <paramref name="key"/> in lower case; false when it is empty, too long for the destination, or has a byte that no key may have.</summary>
    public static bool TryFold(ReadOnlySpan<byte> key, Span<byte> destination)
    {
        if (key.IsEmpty || key.Length > destination.Length)
        {
            return false;
        }

        var table = Folded;
        for (var i = 0; i < key.Length; i++)
        {
            var folded = table[key[i]];
            if (folded == 0)
            {
                return false;
            }

            destination[i] = folded;
        }

        return true;
    }

    /// <summary>The byte as a key may hold it: lower case, or <c>_</c> for what is not allowed.</summary>
    public static byte FoldOrReplace(byte b) => Folded[b] is var folded and not 0 ? folded : (byte)'_';

    private static byte[] Fold()
    {
        var table = new byte[256];
        for (var c = '0'; c <= 'z'; c++)
        {
            if (char.IsAsciiLetterOrDigit(c))
            {
                table[c] = (byte)char.ToLowerInvariant(c);
            }
        }

        foreach (var c in Others)
        {
            table[c] = (byte)c;
        }

        return table;
    }
}
