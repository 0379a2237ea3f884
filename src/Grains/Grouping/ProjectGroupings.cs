using System.Collections.Concurrent;
using Fleet.Domain.Traces.Grouping;

namespace Fleet.Grains.Grouping;

/// <summary>The rules of each project, parsed once. One call to a grain for each question, which answers only what is not known.</summary>
public sealed class ProjectGroupings(IGrainFactory grains)
{
    /// <summary>Parsed rules that are kept, a few kilobytes each.</summary>
    private const int MaxKept = 1_000;

    private readonly ConcurrentDictionary<string, ProjectGrouping> _known = new(StringComparer.Ordinal);

    /// <summary>As they are now. Who places traces asks for each round: rules that changed hold from the next one on.</summary>
    public async Task<ProjectGrouping> OfAsync(string project)
    {
        var known = _known.GetValueOrDefault(project, ProjectGrouping.None);
        if (await grains.GetGrain<IGroupingGrain>(GrainKeys.Grouping(project)).Read(known.Version) is not { } copy)
        {
            return known;
        }

        if (_known.Count >= MaxKept)
        {
            _known.Clear();
        }

        return _known[project] = copy.Parse();
    }
}
