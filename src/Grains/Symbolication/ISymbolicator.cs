using Fleet.Domain.Traces;
using Fleet.Grains.Blobs;

namespace Fleet.Grains.Symbolication;

/// <summary>
/// Makes traces of cores and of summaries, with the files of symbols that the project has or that other servers give. Elsewhere than in this process, within
/// bounds of time and memory: what a core says is hostile.
/// </summary>
public interface ISymbolicator
{
    /// <param name="project">Whose symbols.</param>
    /// <param name="crashId">Whose core, for messages.</param>
    /// <param name="core">The core as it was uploaded.</param>
    /// <param name="cancellation">Gives up, and ends what is under way.</param>
    Task<SymbolicationOutcome> ProcessCoreAsync(string project, Guid crashId, BlobId core, CancellationToken cancellation);

    /// <summary>Of a crash without a core: its frames by their build-ids and offsets.</summary>
    /// <param name="project">Whose symbols.</param>
    /// <param name="summary">As <c>ObservedTraces</c> made it.</param>
    /// <param name="cancellation">Gives up, and ends what is under way.</param>
    Task<SymbolicationOutcome> ProcessSummaryAsync(string project, Trace summary, CancellationToken cancellation);
}
