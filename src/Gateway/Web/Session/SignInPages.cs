using Fleet.Gateway.Web.Pages;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Fleet.Gateway.Web.Session;

/// <summary>Signing in and out.</summary>
internal static class SignInPages
{
    public const string Path = "/sign-in";

    private const string TokenField = "token";
    private const string ReturnField = "return";
    private const int MaxFormBytes = 4096;

    public static void Map(IEndpointRouteBuilder app)
    {
        app.MapGet(Path, (HttpContext context) => Page(context.Request.Query[ReturnField].ToString(), failed: false));
        app.MapPost(Path, SignInAsync);
        app.MapPost("/sign-out", (HttpContext context) =>
        {
            WebSession.SignOut(context);
            return TypedResults.LocalRedirect(Path);
        });
    }

    private static async Task<IResult> SignInAsync(HttpContext context, WebSession session)
    {
        if (!context.Request.HasFormContentType || context.Request.ContentLength is null or > MaxFormBytes)
        {
            return TypedResults.BadRequest();
        }

        var form = await context.Request.ReadFormAsync(context.RequestAborted);
        var target = form[ReturnField].ToString();
        return await session.SignInAsync(context, form[TokenField].ToString().Trim())
            ? TypedResults.LocalRedirect(IsLocal(target) ? target : "/")
            : Page(target, failed: true);
    }

    private static RazorComponentResult Page(string target, bool failed) =>
        new RazorComponentResult<SignInPage>(new { Target = IsLocal(target) ? target : "/", Failed = failed })
        {
            StatusCode = failed ? StatusCodes.Status401Unauthorized : StatusCodes.Status200OK,
        };

    /// <summary>Whether a redirect there stays on this site: <c>//host</c> and <c>/\host</c> do not.</summary>
    private static bool IsLocal(string path) =>
        path.StartsWith('/') && (path.Length == 1 || path[1] is not ('/' or '\\')) && !path.Any(char.IsControl);
}
