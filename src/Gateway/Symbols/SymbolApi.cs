using Fleet.Api.V1;
using Fleet.Domain.Symbols;
using Fleet.Gateway.Api;
using Fleet.Grains.Blobs;
using Fleet.Grains.Symbols;
using Fleet.Protocol;
using Grpc.Core;
using SymbolKind = Fleet.Domain.Symbols.SymbolKind;

namespace Fleet.Gateway.Symbols;

/// <summary><c>fleet.v1.SymbolService</c>.</summary>
internal sealed class SymbolApi(SymbolLibrary library, ISymbolStore store) : SymbolService.SymbolServiceBase
{
    /// <summary>Of a check: each costs a look at the disk.</summary>
    private const int MaxChecked = 1000;

    /// <summary>Of a registration: each is opened and its headers are read.</summary>
    private const int MaxRegistered = 100;

    /// <summary>Of a pattern for names, which are no longer than this.</summary>
    private const int MaxPattern = SymbolLibrary.MaxNameLength;

    public override async Task<CheckSymbolsResponse> CheckSymbols(CheckSymbolsRequest request, ServerCallContext context)
    {
        ApiCaller.Project(context, request.Project);
        Bound("files", request.Files.Count, MaxChecked);
        Bound("build_ids", request.BuildIds.Count, MaxChecked);
        var contents = request.Files.Select((file, i) => (Blob: Blob($"files[{i}].sha256", file.Sha256), Bytes: Length(file.Bytes, i))).ToList();
        var ids = request.BuildIds.Select((id, i) => Id($"build_ids[{i}]", id)).ToList();
        var (known, uploaded) = await library.CheckAsync(request.Project, contents, context.CancellationToken);
        var answer = new CheckSymbolsResponse();
        foreach (var (blob, _) in contents.DistinctBy(content => content.Blob).Where(content => !known.Contains(content.Blob)))
        {
            (uploaded.Contains(blob) ? answer.Uploaded : answer.Missing).Add(blob.ToString());
        }

        if (ids.Count > 0)
        {
            var present = await store.PresentAsync(request.Project, SymbolKind.Executable, ids, context.CancellationToken);
            answer.WithoutExecutable.Add(ids.Distinct().Where(id => !present.Contains(id)).Select(id => id.ToString()));
        }

        return answer;
    }

    public override async Task<RegisterSymbolsResponse> RegisterSymbols(RegisterSymbolsRequest request, ServerCallContext context)
    {
        ApiCaller.Project(context, request.Project);
        Bound("files", request.Files.Count, MaxRegistered);
        var files = request.Files.Select((file, i) => (Blob: Blob($"files[{i}].sha256", file.Sha256), Name: Name($"files[{i}].name", file.Name))).ToList();
        var answer = new RegisterSymbolsResponse();
        foreach (var (blob, name) in files)
        {
            var done = await library.RegisterAsync(request.Project, blob, name, null, context.CancellationToken);
            answer.Results.Add(new SymbolResult
            {
                Sha256 = blob.ToString(),
                Symbol = done.File is { } file ? SymbolMessages.Of(file) : null,
                ReplacedSha256 = done.Replaced?.ToString() ?? "",
                Problem = done.Refusal ?? "",
            });
        }

        return answer;
    }

    public override async Task<ListSymbolsResponse> ListSymbols(ListSymbolsRequest request, ServerCallContext context)
    {
        ApiCaller.Project(context, request.Project);
        var size = PageSize.Of(request.PageSize);
        var prefix = request.IdPrefix.ToLowerInvariant();
        if (prefix.Length > 2 * SymbolId.MaxBytes || !prefix.All(char.IsAsciiHexDigit))
        {
            throw ApiErrors.Invalid("id_prefix", $"must be hexadecimal digits, {2 * SymbolId.MaxBytes} at most");
        }

        if (request.Name.Length > MaxPattern || request.Name.Any(char.IsControl))
        {
            throw ApiErrors.Invalid("name", $"must be {MaxPattern} printable characters at most");
        }

        var (afterId, afterKind) = request.PageToken.Length == 0 ? ("", 0) : Key(request.PageToken);
        var page = new SymbolPage(prefix, request.Name, afterId, (SymbolKind)afterKind, size + 1);
        var found = await store.ListAsync(request.Project, page, context.CancellationToken);
        var answer = new ListSymbolsResponse { Symbols = { found.Take(size).Select(SymbolMessages.Of) } };
        if (found.Count > size)
        {
            answer.NextPageToken = PageToken.Write($"{found[size - 1].Id}/{(int)found[size - 1].Kind}");
        }

        return answer;
    }

    public override async Task<GetSymbolResponse> GetSymbol(GetSymbolRequest request, ServerCallContext context)
    {
        ApiCaller.Project(context, request.Project);
        return new GetSymbolResponse { Symbols = { (await FindAsync(request.Project, request.Id, null, context)).Select(SymbolMessages.Of) } };
    }

    public override async Task<DeleteSymbolResponse> DeleteSymbol(DeleteSymbolRequest request, ServerCallContext context)
    {
        ApiCaller.Project(context, request.Project);
        var files = await FindAsync(request.Project, request.Id, SymbolMessages.KindOf(request.Kind), context);
        var answer = new DeleteSymbolResponse();
        foreach (var file in files)
        {
            if (await library.DeleteAsync(request.Project, file, context.CancellationToken))
            {
                answer.Symbols.Add(SymbolMessages.Of(file));
            }
        }

        return answer;
    }

    private static void Bound(string field, int count, int max)
    {
        if (count > max)
        {
            throw ApiErrors.Invalid(field, $"{count} of them, {max} at most in one call");
        }
    }

    private static BlobId Blob(string field, string sha256) =>
        BlobId.TryParse(sha256, out var blob) ? blob : throw ApiErrors.Invalid(field, "must be 64 hexadecimal digits");

    private static long Length(long bytes, int i) => bytes is >= 0 and <= ProtocolLimits.MaxBlobBytes
        ? bytes
        : throw ApiErrors.Invalid($"files[{i}].bytes", $"must be from 0 to {ProtocolLimits.MaxBlobBytes}");

    private static SymbolId Id(string field, string id) => SymbolId.TryParse(id, out var parsed)
        ? parsed
        : throw ApiErrors.Invalid(field, $"'{id}' is no build-id: {2 * SymbolId.MinBytes} to {2 * SymbolId.MaxBytes} hexadecimal digits, an even number of them");

    private static string Name(string field, string name) => name.Length is > 0 and <= SymbolLibrary.MaxNameLength && !name.Any(c => char.IsControl(c) || c is '/' or '\uFFFD')
        ? name
        : throw ApiErrors.Invalid(field, $"must be 1 to {SymbolLibrary.MaxNameLength} printable characters without '/'");

    private static (string Id, int Kind) Key(string token)
    {
        var parts = PageToken.ReadText(token).Split('/');
        return parts.Length == 2 && SymbolId.TryParse(parts[0], out var id) && int.TryParse(parts[1], out var kind)
            ? (id.ToString(), kind)
            : throw ApiErrors.Invalid("page_token", "is not one that this listing gave");
    }

    private async Task<IReadOnlyList<SymbolFile>> FindAsync(string project, string id, SymbolKind? kind, ServerCallContext context)
    {
        var files = (await library.AllAsync(project, Id("id", id), context.CancellationToken)).Where(file => kind is null || file.Kind == kind).ToList();
        return files.Count > 0
            ? files
            : throw ApiErrors.NotFound($"project '{project}' has no symbols of {id}{(kind is null ? "" : $" of kind {kind.ToString()!.ToLowerInvariant()}")}");
    }
}
