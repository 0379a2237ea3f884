using Fleet.Domain.Releases;
using Fleet.Domain.Traces.Issues;
using Fleet.Grains.Devices;
using Microsoft.Extensions.Logging;

namespace Fleet.Grains.Issues;

/// <summary>
/// Decides on the book in memory, makes durable, and answers. Not reentrant, so nobody sees the book before what was decided on it is durable; when that fails, or nobody
/// knows, the book is thrown away and loaded anew. Should a second activation exist for a moment, the store refuses the one whose sequence is stale.
/// </summary>
internal sealed partial class IssuesGrain : Grain, IIssuesGrain, IAsyncDisposable
{
    /// <summary>Times that something is decided anew when others write to the same project. Two activations last for a moment only.</summary>
    private const int MaxAttempts = 4;

    private readonly IIssueEventStore _store;
    private readonly IIssueMarks[] _marks;
    private readonly IDeviceDirectory _devices;
    private readonly IssueInstruments _instruments;
    private readonly TimeProvider _time;
    private readonly ILogger<IssuesGrain> _logger;
    private readonly WorkLoop _loop;
    private string _project = "";
    private IssueBook? _book;
    private long _sequence;

    public IssuesGrain(IIssueEventStore store, IEnumerable<IIssueMarks> marks, IDeviceDirectory devices, IssueInstruments instruments, TimeProvider time, ILogger<IssuesGrain> logger)
    {
        _store = store;
        _marks = [.. marks];
        _devices = devices;
        _instruments = instruments;
        _time = time;
        _logger = logger;
        _loop = new WorkLoop(RaiseAsync, MarkPause, time, e => LogMarksAway(_project, e.Message));
    }

    public override Task OnActivateAsync(CancellationToken cancellationToken)
    {
        _project = GrainKeys.ParseIssues(this.GetPrimaryKeyString());
        return Task.CompletedTask;
    }

    public ValueTask DisposeAsync() => _loop.DisposeAsync();

    public async Task<IReadOnlyList<TracePlacement>> Place(IReadOnlyList<TraceArrival> arrivals)
    {
        if (arrivals.Count > IIssuesGrain.MaxArrivals || arrivals.Any(a => a.Signatures.Count == 0))
        {
            throw new ArgumentException($"arrivals: {arrivals.Count}, at most {IIssuesGrain.MaxArrivals} at a time, each with a signature");
        }

        var placements = await DecideAsync(draft => draft.Place(arrivals, Now()));
        _instruments.Placed(placements);
        return placements;
    }

    public async Task<IssueRecord> Resolve(long id, string? version, string by)
    {
        // A trace of the issue itself may be of a greater one; the rule looks.
        var versions = (await LoadedAsync()).Find(id) is { } issue ? await _devices.VersionsAsync(_project, issue.SoftwareType, CancellationToken.None) : [];
        var greatest = versions.Max(VersionOrder.Instance) ?? "";
        return await CommandAsync(id, by, (book, now) => IssueRules.Resolve(book, id, version, greatest, by, now));
    }

    public Task<IssueRecord> Reopen(long id, string by) => CommandAsync(id, by, (book, now) => IssueRules.Reopen(book, id, by, now));

    public Task<IssueRecord> Mute(long id, string by) => CommandAsync(id, by, (book, now) => IssueRules.Mute(book, id, by, now));

    public Task<IssueRecord> Unmute(long id, string by) => CommandAsync(id, by, (book, now) => IssueRules.Unmute(book, id, by, now));

    public Task<IssueRecord> Assign(long id, string assignee, string by) => CommandAsync(id, by, (book, now) => IssueRules.Assign(book, id, assignee, by, now));

    public async Task<IssueNote> Comment(long id, string text, string by)
    {
        await CommandAsync(id, by, (book, now) => IssueRules.Comment(book, id, text, by, now));
        return IssueNote.Of(_book!.Find(id)!.Comments[^1]);
    }

    public Task<IssueRecord> DeleteComment(long id, long comment, string by) => CommandAsync(id, by, (book, now) => IssueRules.DeleteComment(book, id, comment, by, now));

    public Task<IssueRecord> Merge(long id, long into, string by) => CommandAsync(id, by, (book, now) => IssueRules.Merge(book, id, into, by, now));

    public Task<IssueRecord> Unmerge(long id, string by) => CommandAsync(id, by, (book, now) => IssueRules.Unmerge(book, id, by, now));

    public Task<IssueRecord> Link(long id, string url, string by) => CommandAsync(id, by, (book, now) => IssueRules.Link(book, id, url, by, now));

    public async Task<IssueDetail?> Get(long id)
    {
        var book = await LoadedAsync();
        return book.Find(id) is not { } issue ? null : new IssueDetail(
            IssueRecord.Of(book, issue),
            [.. book.FamilyOf(id).Skip(1).Take(IssueDetail.MaxMerged).Select(merged => IssueRecord.Of(book, merged))],
            [.. book.SignaturesOf(id).Select(signature => signature.ToString())],
            [.. issue.Comments.Select(IssueNote.Of)]);
    }

    public async Task<IReadOnlyList<IssueRecord>> Describe(IReadOnlyList<long> ids)
    {
        if (ids.Count > IIssuesGrain.MaxArrivals)
        {
            throw new ArgumentException($"ids: {ids.Count}, at most {IIssuesGrain.MaxArrivals} at a time");
        }

        var book = await LoadedAsync();
        return [.. ids.Select(book.Find).OfType<Issue>().Select(issue => IssueRecord.Of(book, issue))];
    }

    public async Task Wake()
    {
        await LoadedAsync();
        if (await _loop.RoundAsync())
        {
            _loop.Wake();
        }
    }

    private long Now() => _time.GetUtcNow().ToUnixTimeMilliseconds();

    private async Task<IssueBook> LoadedAsync() => _book ??= await LoadAsync();

    private Task<IssueRecord> CommandAsync(long id, string by, Func<IssueBook, long, IssueBatch?> decide)
    {
        IssueRules.CheckBy(by);
        return DecideAsync(draft =>
        {
            if (decide(draft.Book, Now()) is { } batch)
            {
                draft.Add(batch);
            }

            return IssueRecord.Of(draft.Book, draft.Book.Find(id)!);
        });
    }

    /// <summary>Decides and makes durable, anew when others wrote in between.</summary>
    private async Task<T> DecideAsync<T>(Func<IssueDraft, T> decide)
    {
        for (var attempt = 1; ; attempt++)
        {
            var draft = new IssueDraft(await LoadedAsync());
            T answer;
            try
            {
                answer = decide(draft);
            }
            catch when (draft.IsChanged)
            {
                _book = null;
                throw;
            }

            if (draft.Batches.Count == 0)
            {
                return answer;
            }

            if (await TryAppendAsync(draft))
            {
                await FollowAsync(draft);
                return answer;
            }

            _book = null;
            _instruments.Conflicts.Add(1);
            LogConflict(_project, _sequence, attempt);
            if (attempt == MaxAttempts)
            {
                throw new StoreUnavailableException($"issues of {_project}: {attempt} other writers in a row");
            }
        }
    }

    private async Task<bool> TryAppendAsync(IssueDraft draft)
    {
        var batches = draft.Batches.Select(b => new NewIssueBatch(IssueBatchCodec.Format, IssueBatchCodec.Encode(b.Batch), b.Touched)).ToList();
        try
        {
            if (!await _store.AppendAsync(_project, _sequence, batches, CancellationToken.None))
            {
                return false;
            }
        }
        catch (Exception e)
        {
            // Written or not: only the store knows. Load it before anything else is decided.
            LogUnknownOutcome(_project, e.Message);
            _book = null;
            if (e is StoreUnavailableException)
            {
                throw;
            }

            throw new StoreUnavailableException($"issues of {_project}: {e.Message}", e);
        }

        _sequence += batches.Count;
        _batchesSinceSnapshot += batches.Count;
        _bytesSinceSnapshot += batches.Sum(b => (long)b.Payload.Length);
        return true;
    }
}
