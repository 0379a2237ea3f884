using System.Buffers.Text;
using System.Text;

namespace Fleet.Gateway.Api;

/// <summary>Where a listing goes on: opaque to callers, though it holds no secret and grants nothing.</summary>
internal static class PageToken
{
    private const char Separator = '\n';

    public static string Write(params IEnumerable<object> parts) =>
        Base64Url.EncodeToString(Encoding.UTF8.GetBytes(string.Join(Separator, parts)));

    /// <summary>A single text, of the printable kind that keys of listings are.</summary>
    public static string ReadText(string token)
    {
        var text = Read(token, 1)[0];

        // PostgreSQL has no text with U+0000; U+FFFD is what bytes that are not UTF-8 become.
        return text.Any(c => char.IsControl(c) || c == '\uFFFD') ? throw Invalid() : text;
    }

    /// <summary>Whole numbers.</summary>
    public static long[] ReadNumbers(string token, int count)
    {
        var parts = Read(token, count);
        return [.. parts.Select(p => long.TryParse(p, out var number) ? number : throw Invalid())];
    }

    private static string[] Read(string token, int count)
    {
        if (!Base64Url.IsValid(token))
        {
            throw Invalid();
        }

        var parts = Encoding.UTF8.GetString(Base64Url.DecodeFromChars(token)).Split(Separator);
        return parts.Length == count ? parts : throw Invalid();
    }

    private static Grpc.Core.RpcException Invalid() => ApiErrors.Invalid("page_token", "is not one that this listing gave");
}
