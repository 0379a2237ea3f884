using Fleet.Domain.Traces;
using Fleet.Grains.Traces;

namespace Fleet.Grains.Symbolication;

/// <summary>Keeps what was made of crashes. Primary data: it outlives the cores.</summary>
public interface ITraceStackStore
{
    /// <summary>Puts a stack in the place of what was there of the crash.</summary>
    /// <param name="project">Whose.</param>
    /// <param name="crashId">Of what.</param>
    /// <param name="trace">The stack.</param>
    /// <param name="row">What of it lists show.</param>
    /// <param name="reason">What is to be said of it, for people; empty for nothing.</param>
    /// <param name="madeAtMs">Milliseconds since 1970 UTC.</param>
    /// <param name="cancellation">Before the transaction.</param>
    Task PutAsync(string project, Guid crashId, Trace trace, KnownStackRow row, string reason, long madeAtMs, CancellationToken cancellation);

    /// <summary>Says that nothing came of it this time; a stack that was made before stays.</summary>
    /// <param name="project">Whose.</param>
    /// <param name="crashId">Of what.</param>
    /// <param name="stage"><see cref="TraceStage.Failed"/> or <see cref="TraceStage.Quarantined"/>.</param>
    /// <param name="reason">Why, for people.</param>
    /// <param name="atMs">Milliseconds since 1970 UTC.</param>
    /// <param name="cancellation">Before the transaction.</param>
    Task EndAsync(string project, Guid crashId, TraceStage stage, string reason, long atMs, CancellationToken cancellation);
}
