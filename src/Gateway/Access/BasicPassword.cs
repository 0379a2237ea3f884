using System.Text;

namespace Fleet.Gateway.Access;

/// <summary>The password of an <c>Authorization: Basic</c> header (RFC 7617), for programs that know no other way: it is the token, under any user name.</summary>
internal static class BasicPassword
{
    private const string Scheme = "Basic ";

    public static string? Of(HttpRequest request)
    {
        var header = request.Headers.Authorization.ToString();
        if (!header.StartsWith(Scheme, StringComparison.OrdinalIgnoreCase))
        {
            return null;
        }

        var encoded = header.AsSpan(Scheme.Length).Trim();
        var bytes = new byte[encoded.Length];
        if (!Convert.TryFromBase64Chars(encoded, bytes, out var written))
        {
            return null;
        }

        var pair = Encoding.UTF8.GetString(bytes, 0, written);
        var colon = pair.IndexOf(':', StringComparison.Ordinal);
        return colon < 0 ? null : pair[(colon + 1)..];
    }
}
