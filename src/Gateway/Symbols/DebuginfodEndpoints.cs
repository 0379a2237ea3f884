namespace Fleet.Gateway.Symbols;

/// <summary>
/// Serves symbols as debuginfod does (https://www.mankier.com/8/debuginfod#Webapi), at the root, where its clients look: gdb, lldb, perf, elfutils. Sources are not
/// kept, so there are none to serve.
/// </summary>
internal static class DebuginfodEndpoints
{
    private const string Prefix = "/buildid/{id}";

    private static readonly string[] Methods = [HttpMethods.Get, HttpMethods.Head];

    public static void MapDebuginfod(this IEndpointRouteBuilder app)
    {
        var group = app.MapGroup(Prefix).AddEndpointFilter<DebuginfodAccess>();
        group.MapMethods("executable", Methods, (string id, HttpContext http, DebuginfodFiles files) => files.ExecutableAsync(http, id));
        group.MapMethods("debuginfo", Methods, (string id, HttpContext http, DebuginfodFiles files) => files.DebugInfoAsync(http, id));
        group.MapMethods("section/{name}", Methods, (string id, string name, HttpContext http, DebuginfodFiles files) => files.SectionAsync(http, id, name));
        group.MapMethods("source/{**path}", Methods, (HttpContext http, DebuginfodFiles files) => files.Source(http));
    }
}
