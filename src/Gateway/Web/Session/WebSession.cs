using Fleet.Gateway.Access;
using Fleet.Grains.Projects;

namespace Fleet.Gateway.Web.Session;

/// <summary>
/// Who looks at the pages: an API token in a cookie that scripts cannot read and other sites cannot send along with a form. There is no
/// session to keep: a revoked token ends it.
/// </summary>
internal sealed class WebSession(AccessDirectory access)
{
    private const string CookieName = "fleet_token";

    /// <summary>For how long a browser keeps the cookie.</summary>
    private static readonly TimeSpan Lifetime = TimeSpan.FromDays(30);

    /// <summary>The token's credential; null when nobody is signed in.</summary>
    public ValueTask<Credential?> FindAsync(HttpContext context) => access.FindAsync(context.Request.Cookies[CookieName], TokenKind.ApiToken);

    /// <returns>False when the token is not good.</returns>
    public async Task<bool> SignInAsync(HttpContext context, string token)
    {
        if (await access.FindAsync(token, TokenKind.ApiToken) is null)
        {
            return false;
        }

        context.Response.Cookies.Append(CookieName, token, Options(context, Lifetime));
        return true;
    }

    public static void SignOut(HttpContext context) => context.Response.Cookies.Delete(CookieName, Options(context, null));

    private static CookieOptions Options(HttpContext context, TimeSpan? lifetime) => new()
    {
        HttpOnly = true,
        SameSite = SameSiteMode.Lax,
        Secure = context.Request.IsHttps,
        MaxAge = lifetime,
        Path = "/",
        IsEssential = true,
    };
}
