using System.Buffers;
using System.Security.Cryptography;
using System.Text;
using Fleet.Protocol;

namespace Fleet.Gateway.Intake;

/// <summary>Names of other protocols as ours.</summary>
internal static class IntakeNames
{
    private const string Unknown = "unknown";

    private static readonly SearchValues<char> KeyCharacters = SearchValues.Create("abcdefghijklmnopqrstuvwxyz0123456789._:/@%+-");

    /// <summary>
    /// The key of a metric: its name, and each listed label that it has as <c>/label:value</c>, as the agent does with tags. Characters that
    /// keys cannot have become <c>_</c>. Null when that is empty or too long.
    /// </summary>
    public static string? Key(string name, IReadOnlyList<string> tags, IReadOnlyDictionary<string, string> labels)
    {
        var key = new StringBuilder(name);
        foreach (var tag in tags)
        {
            if (labels.TryGetValue(tag, out var value))
            {
                key.Append('/').Append(tag).Append(':').Append(value);
            }
        }

        return key.Length is 0 or > ProtocolLimits.MaxKeyLength
            ? null
            : string.Create(key.Length, key.ToString().ToLowerInvariant(), static (mapped, key) =>
            {
                for (var i = 0; i < mapped.Length; i++)
                {
                    mapped[i] = KeyCharacters.Contains(key[i]) ? key[i] : '_';
                }
            });
    }

    /// <summary>A version or type, printable and of bounded length.</summary>
    public static string Version(string? text)
    {
        var printable = new string([.. (text ?? "").Where(c => !char.IsControl(c) && !char.IsSurrogate(c)).Take(ProtocolLimits.MaxVersionLength)]);
        return printable.Length == 0 ? Unknown : printable;
    }

    public static string Unit(string text) => new([.. text.Where(c => !char.IsControl(c) && !char.IsSurrogate(c)).Take(ProtocolLimits.MaxUnitLength)]);

    /// <summary>128 bits that stand for all that names a series.</summary>
    public static string Series(string scope, string name, IReadOnlyDictionary<string, string> labels)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        Append(hash, scope);
        Append(hash, name);
        foreach (var (label, value) in labels.OrderBy(label => label.Key, StringComparer.Ordinal))
        {
            Append(hash, label);
            Append(hash, value);
        }

        return Convert.ToBase64String(hash.GetHashAndReset().AsSpan(0, 16));
    }

    /// <summary>With its length before it, so that no two lists of texts are the same bytes.</summary>
    private static void Append(IncrementalHash hash, string text)
    {
        var bytes = Encoding.UTF8.GetBytes(text);
        hash.AppendData(BitConverter.GetBytes(bytes.Length));
        hash.AppendData(bytes);
    }
}
