using Fleet.Domain.Retention;

namespace Fleet.Grains.Retention;

/// <summary>One run over all places of a project, in small steps.</summary>
/// <param name="project">Whose.</param>
/// <param name="places">All that there are.</param>
/// <param name="horizons">Before which nothing is kept; the store knows them.</param>
internal sealed class RetentionSweep(string project, IEnumerable<IExpiringRows> places, RetentionHorizons horizons)
{
    private readonly Queue<IExpiringRows> _places = new(places);
    private string _after = "";

    /// <summary>Does the next step.</summary>
    /// <returns>What went, of which kind; null when the run is over.</returns>
    public async Task<(RetentionKind Kind, Removed Removed)?> StepAsync(long nowMs, CancellationToken cancellation)
    {
        while (_places.TryPeek(out var place))
        {
            var horizon = horizons.Of(project, place.Kind);
            if (horizon.BeforeMs == 0)
            {
                _places.Dequeue();
                continue;
            }

            var step = await place.RemoveAsync(project, horizon.BeforeMs, nowMs, _after, cancellation);
            _after = step.Next ?? "";
            if (step.Next is null)
            {
                _places.Dequeue();
            }

            return (place.Kind, step.Removed);
        }

        return null;
    }
}
