using Fleet.Grains;
using Fleet.Grains.Projects;

namespace Fleet.Gateway.Access;

/// <summary>
/// Who may come in. A gateway holds the whole directory in memory, so that a request costs a hash and a look-up; the table is replaced when
/// the directory has a new version. While the directory does not answer, the last table stays in force.
/// </summary>
public sealed partial class AccessDirectory(IGrainFactory grains, TimeProvider time, ILogger<AccessDirectory> logger) : BackgroundService
{
    /// <summary>Half of the two seconds within which a revoked credential is refused.</summary>
    private static readonly TimeSpan RefreshInterval = TimeSpan.FromSeconds(1);

    /// <summary>Least time between two refreshes for unknown credentials: they may be new, or an attack.</summary>
    private static readonly TimeSpan MissInterval = TimeSpan.FromMilliseconds(250);

    private readonly SemaphoreSlim _refreshing = new(1, 1);
    private volatile AccessTable? _table;
    private long _lastRefresh;

    /// <summary>Refreshes that were begun.</summary>
    private long _refreshes;

    /// <summary>The table in force; null until the directory has answered for the first time.</summary>
    public AccessTable? Table => _table;

    /// <summary>The credential of a token, or null when the token opens nothing of that kind.</summary>
    /// <exception cref="StoreUnavailableException">The directory has not answered yet.</exception>
    public async ValueTask<Credential?> FindAsync(string? token, TokenKind wanted)
    {
        if (!TokenFormat.TryParse(token, out var kind) || kind != wanted)
        {
            return null;
        }

        var hash = TokenFormat.Hash(token);
        if (_table?.Find(hash) is { } found)
        {
            return Check(found, wanted);
        }

        if (_table is null || time.GetElapsedTime(Volatile.Read(ref _lastRefresh)) >= MissInterval)
        {
            await RefreshAfterMissAsync();
        }

        return _table is { } table
            ? Check(table.Find(hash), wanted)
            : throw new StoreUnavailableException("the directory of projects does not answer yet");
    }

    /// <summary>Takes over what changed, at once. Does not throw: without an answer the table stays.</summary>
    public async Task RefreshAsync()
    {
        await _refreshing.WaitAsync();
        await ReadAndReleaseAsync();
    }

    public override void Dispose()
    {
        _refreshing.Dispose();
        base.Dispose();
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(RefreshInterval, time);
        do
        {
            await RefreshAsync();
        }
        while (await timer.WaitForNextTickAsync(stoppingToken));
    }

    /// <summary>Of misses that wait for their turn one reads: what it reads was there when the others missed.</summary>
    private async Task RefreshAfterMissAsync()
    {
        var before = Volatile.Read(ref _refreshes);
        await _refreshing.WaitAsync();
        if (Volatile.Read(ref _refreshes) != before)
        {
            _refreshing.Release();
            return;
        }

        await ReadAndReleaseAsync();
    }

    private async Task ReadAndReleaseAsync()
    {
        try
        {
            Volatile.Write(ref _refreshes, _refreshes + 1);
            Volatile.Write(ref _lastRefresh, time.GetTimestamp());
            var known = _table?.Snapshot.Version ?? 0;
            if (await grains.GetGrain<IDirectoryGrain>(GrainKeys.Directory).Read(known) is { } snapshot)
            {
                _table = new AccessTable(snapshot);
            }
        }
        catch (Exception e)
        {
            LogRefreshFailed(e.Message);
        }
        finally
        {
            _refreshing.Release();
        }
    }

    private static Credential? Check(Credential? credential, TokenKind wanted) =>
        credential?.Kind == (wanted == TokenKind.ProjectKey ? CredentialKind.ProjectKey : CredentialKind.ApiToken) ? credential : null;

    [LoggerMessage(3001, LogLevel.Warning, "The directory of projects did not answer; what is known stays in force: {Reason}")]
    private partial void LogRefreshFailed(string reason);
}
