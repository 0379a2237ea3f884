namespace Fleet.DeviceAgent.Configuration;

/// <summary>Mistakes in settings, each with where its setting was given.</summary>
/// <param name="places"><c>FILE:LINE</c> or option, by setting.</param>
internal sealed class ProblemList(IReadOnlyDictionary<string, string> places)
{
    private readonly List<string> _all = [];

    public IReadOnlyList<string> All => _all;

    public void Add(string setting, string problem) =>
        _all.Add(places.TryGetValue(setting, out var place) ? $"{place}: {setting}: {problem}" : $"{setting}: {problem}");

    /// <summary>What nobody gave is in no file.</summary>
    public void AddMissing(string problem) => _all.Add(problem);
}
