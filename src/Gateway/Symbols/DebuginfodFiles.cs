using System.Globalization;
using Fleet.Domain.Symbols;
using Fleet.Gateway.Api;
using Fleet.Grains.Symbols;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Net.Http.Headers;

namespace Fleet.Gateway.Symbols;

/// <summary>Answers of the debuginfod endpoints: whole files and sections, also in ranges.</summary>
internal sealed class DebuginfodFiles(SymbolSource source, SymbolLibrary library, ISymbolInspector inspector, GatewayInstruments instruments)
{
    private const string SizeHeader = "X-DEBUGINFOD-SIZE";
    private const string FileHeader = "X-DEBUGINFOD-FILE";

    public Task<IResult> ExecutableAsync(HttpContext http, string id) => WholeAsync(http, id, SymbolKind.Executable, "executable");

    public Task<IResult> DebugInfoAsync(HttpContext http, string id) => WholeAsync(http, id, SymbolKind.Debug, "debuginfo");

    /// <summary>A section as it is in the debug file; where that has no bytes of it, as in the executable.</summary>
    public async Task<IResult> SectionAsync(HttpContext http, string id, string name)
    {
        const string What = "section";
        if (!SymbolId.TryParse(id, out var parsed))
        {
            return NotAnId(What);
        }

        foreach (var kind in new[] { SymbolKind.Debug, SymbolKind.Executable })
        {
            if (await FindAsync(http, parsed, kind) is { } file && await SectionAsync(http, file, name) is { } found)
            {
                return found;
            }
        }

        return NotFound(What, $"no section {name} of {parsed}");
    }

    public IResult Source(HttpContext http) => NotFound("source", $"sources are not kept here: {http.Request.Path}");

    private static string Project(HttpContext http) => http.Features.GetRequiredFeature<ApiCaller>().Token.Project;

    private static void Describe(HttpContext http, long bytes, string name)
    {
        http.Response.Headers[SizeHeader] = bytes.ToString(CultureInfo.InvariantCulture);
        http.Response.Headers[FileHeader] = name.All(c => c is >= ' ' and < (char)127) ? name : Uri.EscapeDataString(name);
    }

    private async Task<IResult> WholeAsync(HttpContext http, string id, SymbolKind kind, string what)
    {
        if (!SymbolId.TryParse(id, out var parsed))
        {
            return NotAnId(what);
        }

        if (await FindAsync(http, parsed, kind) is not { } file || await library.OpenAsync(Project(http), file, http.RequestAborted) is not { } content)
        {
            return NotFound(what, $"no {what} of {parsed}");
        }

        instruments.ServedSymbols(what, StatusCodes.Status200OK);
        Describe(http, file.Bytes, file.Name);
        return Results.Stream(content, entityTag: new EntityTagHeaderValue($"\"{file.Blob}\""), enableRangeProcessing: true);
    }

    private async Task<IResult?> SectionAsync(HttpContext http, SymbolFile file, string name)
    {
        if (await library.OpenAsync(Project(http), file, http.RequestAborted) is not { } content)
        {
            return null;
        }

        (long Offset, long Length)? place = null;
        try
        {
            place = inspector.FindSection(content, name);
        }
        catch (InvalidDataException)
        {
            // It was read when it was registered, and is damaged since: the other file may have it.
        }

        if (place is not { } found)
        {
            await content.DisposeAsync();
            return null;
        }

        instruments.ServedSymbols("section", StatusCodes.Status200OK);
        Describe(http, found.Length, file.Name);
        return Results.Stream(new StreamSlice(content, found.Offset, found.Length), enableRangeProcessing: true);
    }

    /// <summary>Does not ask other servers for one that asks itself.</summary>
    private Task<SymbolFile?> FindAsync(HttpContext http, SymbolId id, SymbolKind kind) => http.Request.Headers.ContainsKey(ISymbolUpstream.HopHeader)
        ? source.StoredAsync(Project(http), id, kind, http.RequestAborted)
        : source.FindAsync(Project(http), id, kind, http.RequestAborted);

    private IResult NotFound(string what, string text)
    {
        instruments.ServedSymbols(what, StatusCodes.Status404NotFound);
        return Results.Text($"{text}\n", statusCode: StatusCodes.Status404NotFound);
    }

    private IResult NotAnId(string what)
    {
        instruments.ServedSymbols(what, StatusCodes.Status400BadRequest);
        return Results.Text(
            $"a build-id has {2 * SymbolId.MinBytes} to {2 * SymbolId.MaxBytes} hexadecimal digits, an even number of them\n", statusCode: StatusCodes.Status400BadRequest);
    }
}
