using System.Collections.Concurrent;
using Fleet.Domain.Symbols;
using Fleet.Grains.Blobs;
using Microsoft.Extensions.Logging;

namespace Fleet.Grains.Symbols;

/// <summary>The project's store, then upstream servers, each file once at a time.</summary>
public sealed partial class SymbolSource(
    SymbolLibrary library, IBlobStore blobs, ISymbolUpstream upstream, MissingSymbols missing, SymbolInstruments instruments, TimeProvider time, ILogger<SymbolSource> logger)
    : ISymbolSource
{
    /// <summary>Of a download that nobody goes on with.</summary>
    private static readonly TimeSpan UploadLifetime = TimeSpan.FromHours(1);

    private readonly ConcurrentDictionary<(string Project, SymbolId Id, SymbolKind Kind), Lazy<Task<UpstreamOutcome>>> _underWay = new();

    public async Task<SymbolFile?> FindAsync(string project, SymbolId id, SymbolKind kind, CancellationToken cancellation)
    {
        if (await StoredAsync(project, id, kind, cancellation) is { } file)
        {
            return file;
        }

        // Split files are not part of the protocol.
        if (!upstream.IsConfigured || kind == SymbolKind.Split || missing.Contains(project, id, kind))
        {
            return null;
        }

        var key = (project, id, kind);
        var asking = _underWay.GetOrAdd(key, _ => new Lazy<Task<UpstreamOutcome>>(() => Task.Run(() => AskAsync(project, id, kind), CancellationToken.None)));
        return await asking.Value.WaitAsync(cancellation) == UpstreamOutcome.Found ? await StoredAsync(project, id, kind, cancellation) : null;
    }

    /// <summary>The same without asking anybody.</summary>
    public async Task<SymbolFile?> StoredAsync(string project, SymbolId id, SymbolKind kind, CancellationToken cancellation)
    {
        if (await library.FindAsync(project, id, kind, cancellation) is { } file)
        {
            return file;
        }

        if (kind != SymbolKind.Debug)
        {
            return null;
        }

        // In the protocol of debuginfod both are "debuginfo".
        return await library.FindAsync(project, id, SymbolKind.Supplementary, cancellation)
            ?? (await library.FindAsync(project, id, SymbolKind.Executable, cancellation) is { } whole && whole.Parts.HasFlag(SymbolParts.Dwarf) ? whole : null);
    }

    private async Task<UpstreamOutcome> AskAsync(string project, SymbolId id, SymbolKind kind)
    {
        try
        {
            instruments.Asked();
            var outcome = await upstream.AskAsync(id, kind, (content, length, name) => KeepAsync(project, id, kind, content, length, name), CancellationToken.None);
            instruments.Answered(outcome);
            if (outcome != UpstreamOutcome.Found)
            {
                missing.Add(project, id, kind, outcome);
            }

            return outcome;
        }
        catch (Exception e)
        {
            instruments.Answered(UpstreamOutcome.Failed);
            missing.Add(project, id, kind, UpstreamOutcome.Failed);
            LogFailed(kind, id.ToString(), e.Message);
            return UpstreamOutcome.Failed;
        }
        finally
        {
            _underWay.TryRemove((project, id, kind), out _);
        }
    }

    /// <summary>Puts what another server sent into the project's store, when it is what was asked for.</summary>
    private async Task<bool> KeepAsync(string project, SymbolId id, SymbolKind kind, Stream content, long length, string name)
    {
        var upload = await blobs.CreateUpload(project, length, "", null, time.GetUtcNow() + UploadLifetime, CancellationToken.None);
        try
        {
            var append = await blobs.Append(project, upload.Id, 0, content, null, CancellationToken.None);
            if (append.Outcome != BlobAppendOutcome.Appended || append.Offset != length)
            {
                throw new IOException($"the content ended after {append.Offset} of {length} bytes ({append.Outcome})");
            }

            await blobs.Complete(project, upload.Id, CancellationToken.None);
            var blob = (await blobs.FindUpload(project, upload.Id, CancellationToken.None))?.Blob ?? throw new IOException("the upload is gone");
            var kept = await library.RegisterAsync(project, blob, name, id, CancellationToken.None);
            if (kept.Refusal is { } why)
            {
                throw new InvalidDataException($"what came {why}");
            }

            var isWanted = await StoredAsync(project, id, kind, CancellationToken.None) is not null;
            return isWanted ? true : throw new InvalidDataException($"what came is a file of kind {kept.File!.Kind}");
        }
        finally
        {
            await blobs.DeleteUpload(project, upload.Id, CancellationToken.None);
        }
    }

    [LoggerMessage(1831, LogLevel.Warning, "Asking upstream servers for {Kind} of {Id} failed: {Reason}")]
    private partial void LogFailed(SymbolKind kind, string id, string reason);
}
