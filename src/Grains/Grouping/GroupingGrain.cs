using Fleet.Domain.Traces.Grouping;
using Fleet.Domain.Traces.Issues;
using Fleet.Grains.Projects;
using Microsoft.Extensions.Logging;
using Orleans.Concurrency;
using Orleans.Runtime;

namespace Fleet.Grains.Grouping;

/// <summary>
/// State is written before it is seen, by one at a time. A change of the rules and the beginning of the way to them are one write. A second activation is refused by the
/// storage, and what it did meanwhile is done again by the first without effect.
/// </summary>
[Reentrant]
internal sealed partial class GroupingGrain : Grain, IGroupingGrain, IAsyncDisposable
{
    /// <summary>Revisions before the one that holds, which are kept and asked as long as traces have not left them.</summary>
    private const int MaxFormer = 8;

    /// <summary>Between two steps: uploads come first.</summary>
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(100);

    private readonly IPersistentState<GroupingState> _stored;
    private readonly RegroupStep _step;
    private readonly TimeProvider _time;
    private readonly ILogger<GroupingGrain> _logger;
    private readonly SemaphoreSlim _writing = new(1);
    private readonly WorkLoop _loop;
    private string _project = "";

    public GroupingGrain([PersistentState("grouping", OperatorStorage.Name)] IPersistentState<GroupingState> stored, RegroupStep step, TimeProvider time, ILogger<GroupingGrain> logger)
    {
        _stored = stored;
        _step = step;
        _time = time;
        _logger = logger;
        _loop = new WorkLoop(StepAsync, Pause, time, e => LogStepFailed(e, _project));
    }

    private GroupingState State => _stored.State;

    private GroupingRevision Now => State.Revisions.Count > 0 ? State.Revisions[^1] : new GroupingRevision(0, "", "", 0);

    public override Task OnActivateAsync(CancellationToken cancellationToken)
    {
        _project = GrainKeys.ParseGrouping(this.GetPrimaryKeyString());
        return Task.CompletedTask;
    }

    public async ValueTask DisposeAsync()
    {
        await _loop.DisposeAsync();
        _writing.Dispose();
    }

    public Task<GroupingSetting> Get() => Task.FromResult(new GroupingSetting(Now, [.. State.Revisions.SkipLast(1).Reverse()], State.Regrouping));

    public Task<GroupingCopy?> Read(long knownVersion) => Task.FromResult(
        knownVersion == State.Version ? null : new GroupingCopy(State.Version, Now.Text, FormerTexts(State)));

    public async Task<GroupingSetting> Set(string text, string by)
    {
        IssueRules.CheckBy(by);
        GroupingPreviews.Parse(text);
        if (text != Now.Text)
        {
            await WriteAsync(state =>
            {
                var last = state.Revisions.Count > 0 ? state.Revisions[^1].Revision : 0;
                if (last == 0)
                {
                    // What those were that nobody set.
                    state.Revisions.Add(new GroupingRevision(0, "", "", 0));
                }

                state.Version++;
                state.Revisions.Add(new GroupingRevision(last + 1, text, by, _time.GetUtcNow().ToUnixTimeMilliseconds()));
                state.Revisions.RemoveRange(0, Math.Max(0, state.Revisions.Count - 1 - MaxFormer));
                state.Regrouping = new RegroupProgress(_time.GetUtcNow().ToUnixTimeMilliseconds());
            });
            _loop.Wake();
        }

        return await Get();
    }

    public Task Wake()
    {
        if (State.Regrouping is not null)
        {
            _loop.Wake();
        }

        return Task.CompletedTask;
    }

    public Task Drain() => _loop.DrainAsync();

    private static List<string> FormerTexts(GroupingState state) =>
        [.. state.Revisions.SkipLast(1).Where(r => r.Revision >= state.Followed).Reverse().Select(r => r.Text).Distinct(StringComparer.Ordinal)];

    private async Task<bool> StepAsync(CancellationToken cancellation)
    {
        if (State.Regrouping is not { } before)
        {
            return false;
        }

        var revision = Now.Revision;
        var (after, isLast) = await _step.RunAsync(_project, GroupingRules.Parse(Now.Text), before, cancellation);
        await WriteAsync(state =>
        {
            // Rules that were set meanwhile begin anew.
            if (state.Revisions[^1].Revision == revision && state.Regrouping == before)
            {
                state.Regrouping = isLast ? null : after;
                state.Followed = isLast ? revision : state.Followed;
                state.Version += isLast ? 1 : 0;
            }
        });
        return State.Regrouping is not null;
    }

    private async Task WriteAsync(Action<GroupingState> change)
    {
        await _writing.WaitAsync();
        var before = State;
        try
        {
            var after = new GroupingState { Version = before.Version, Revisions = [.. before.Revisions], Followed = before.Followed, Regrouping = before.Regrouping };
            change(after);
            _stored.State = after;
            await _stored.WriteStateAsync();
        }
        catch
        {
            // Nobody knows what the store has: the next activation reads it.
            _stored.State = before;
            DeactivateOnIdle();
            throw;
        }
        finally
        {
            _writing.Release();
        }
    }

    [LoggerMessage(1951, LogLevel.Warning, "Project {Project}: a step of stored traces on their way to other rules failed; it is repeated")]
    private partial void LogStepFailed(Exception exception, string project);
}
