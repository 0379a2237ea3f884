using System.Collections.Immutable;
using Fleet.Domain.Symbols;
using Fleet.Grains.Blobs;
using Fleet.Grains.Symbolication;

namespace Fleet.Grains.Symbols;

/// <summary>
/// A project's symbols: which blobs are files of symbols, and of what. What a file is, it says itself; nobody is believed. A row always comes before
/// its blob is marked, and a blob is released before its row goes: what a killed process leaves is mended by the next registration, or by the sweep of
/// released blobs, which looks again whether anything refers to them.
/// </summary>
public sealed class SymbolLibrary(ISymbolStore store, IBlobStore blobs, IReleasedBlobs released, ISymbolInspector inspector, MissingSymbols missing, ISymbolArrivals arrivals, TimeProvider time)
{
    /// <summary>Characters of a name: what file systems allow a path to have at most is 4,096; of a file 255.</summary>
    public const int MaxNameLength = 255;

    /// <summary>Makes an uploaded blob a file of symbols.</summary>
    /// <param name="project">Whose.</param>
    /// <param name="blob">The content.</param>
    /// <param name="name">For people; at most <see cref="MaxNameLength"/> characters.</param>
    /// <param name="expected">The id that it must have; null for any.</param>
    /// <param name="cancellation">Gives up.</param>
    public async Task<SymbolRegistration> RegisterAsync(string project, BlobId blob, string name, SymbolId? expected, CancellationToken cancellation)
    {
        if (await blobs.FindBlob(project, blob, cancellation) is not { } info || await blobs.OpenRead(project, blob, cancellation) is not { } content)
        {
            return SymbolRegistration.Refused($"no blob {blob} in this project: upload it first");
        }

        SymbolFacts facts;
        await using (content)
        {
            try
            {
                facts = inspector.Read(content);
            }
            catch (InvalidDataException e)
            {
                return SymbolRegistration.Refused(e.Message);
            }
        }

        if (facts.Id is not { } id)
        {
            return SymbolRegistration.Refused("has no build-id: link with -Wl,--build-id, which compilers of distributions do by themselves");
        }

        if (expected is not null && id != expected)
        {
            return SymbolRegistration.Refused($"has the build-id {id}, not {expected}");
        }

        var file = new SymbolFile(id, facts.Kind, blob, info.Bytes, name, time.GetUtcNow().ToUnixTimeMilliseconds(), facts.Parts, facts.Architecture);
        return await PutAsync(project, file, facts.Units, cancellation);
    }

    /// <returns>Null when there is none. A row whose blob is gone counts as none.</returns>
    public async Task<SymbolFile?> FindAsync(string project, SymbolId id, SymbolKind kind, CancellationToken cancellation) =>
        await store.FindAsync(project, id, kind, cancellation) is { } file && await blobs.FindBlob(project, file.Blob, cancellation) is not null ? file : null;

    /// <returns>Null when it is gone.</returns>
    public Task<Stream?> OpenAsync(string project, SymbolFile file, CancellationToken cancellation) => blobs.OpenRead(project, file.Blob, cancellation);

    /// <summary>All kinds of one id.</summary>
    public async Task<IReadOnlyList<SymbolFile>> AllAsync(string project, SymbolId id, CancellationToken cancellation)
    {
        var found = new List<SymbolFile>();
        foreach (var kind in Enum.GetValues<SymbolKind>())
        {
            if (await store.FindAsync(project, id, kind, cancellation) is { } file)
            {
                found.Add(file);
            }
        }

        return found;
    }

    /// <summary>What the project has of contents: files of symbols, blobs that only wait to be registered; the others it lacks.</summary>
    public async Task<(IReadOnlySet<BlobId> Known, IReadOnlySet<BlobId> Uploaded)> CheckAsync(
        string project, IReadOnlyCollection<(BlobId Blob, long Bytes)> contents, CancellationToken cancellation)
    {
        var rows = await store.KnownAsync(project, [.. contents.Select(c => c.Blob).Distinct()], cancellation);
        var (known, uploaded) = (ImmutableHashSet.CreateBuilder<BlobId>(), ImmutableHashSet.CreateBuilder<BlobId>());
        foreach (var (blob, bytes) in contents)
        {
            if (await blobs.FindBlob(project, blob, cancellation) is { } info && info.Bytes == bytes)
            {
                (info.IsReferenced && rows.Contains(blob) ? known : uploaded).Add(blob);
            }
        }

        return (known.ToImmutable(), uploaded.ToImmutable());
    }

    /// <summary>Takes a file out of the project. Its blob goes a day later, unless something else refers to it then.</summary>
    /// <returns>False when there is none.</returns>
    public async Task<bool> DeleteAsync(string project, SymbolFile file, CancellationToken cancellation)
    {
        await ReleaseAsync(project, file.Blob, cancellation);
        return await store.DeleteAsync(project, file, cancellation);
    }

    private async Task<SymbolRegistration> PutAsync(string project, SymbolFile file, IReadOnlyList<SymbolId> units, CancellationToken cancellation)
    {
        var before = await store.FindAsync(project, file.Id, file.Kind, cancellation);
        if (before is not null && before.Id == file.Id && before.Blob != file.Blob)
        {
            await ReleaseAsync(project, before.Blob, cancellation);
        }

        var replaced = (await store.PutAsync(project, file, units, cancellation))?.Blob;
        if (replaced is { } other && other != file.Blob && other != before?.Blob)
        {
            await ReleaseAsync(project, other, cancellation);
        }

        if (!await blobs.MarkReferenced(project, file.Blob, cancellation))
        {
            await store.DeleteAsync(project, file, cancellation);
            return SymbolRegistration.Refused($"the blob {file.Blob} has just expired: upload it again");
        }

        missing.Forget(project, file.Id, units);
        arrivals.Arrived(project, units.Prepend(file.Id));
        return SymbolRegistration.Of(file, replaced == file.Blob ? null : replaced);
    }

    private Task ReleaseAsync(string project, BlobId blob, CancellationToken cancellation) =>
        released.ReleaseAsync(project, blob, time.GetUtcNow().ToUnixTimeMilliseconds(), cancellation);
}
