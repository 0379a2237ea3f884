using System.Buffers;

namespace Fleet.Domain.Prometheus;

/// <summary>
/// What a metric is called in a query: <c>level:stem:stat</c>, as recording rules are named. The stem is the metric's key with each character
/// that names cannot have as <c>_</c>, the colon included, so that a name is read in one way only.
/// </summary>
/// <param name="Level">Of whom.</param>
/// <param name="Stem">Of letters, digits and underscores.</param>
/// <param name="Stat">What.</param>
public sealed record SeriesName(SeriesLevel Level, string Stem, SeriesStat Stat)
{
    private const char Separator = ':';

    private static readonly SearchValues<char> StemCharacters = SearchValues.Create("abcdefghijklmnopqrstuvwxyz0123456789_");

    public static IReadOnlyList<SeriesLevel> Levels { get; } = Enum.GetValues<SeriesLevel>();

    public static IReadOnlyList<SeriesStat> Stats { get; } = Enum.GetValues<SeriesStat>();

    /// <summary>Whether values of neighbouring buckets add up.</summary>
    public static bool IsTotal(SeriesStat stat) => stat is SeriesStat.Sum or SeriesStat.Count or SeriesStat.Reports;

    /// <param name="key">Of a metric, in lower case.</param>
    public static string StemOf(string key) =>
        string.Create(key.Length, key, static (stem, key) =>
        {
            for (var i = 0; i < stem.Length; i++)
            {
                stem[i] = StemCharacters.Contains(key[i]) ? key[i] : '_';
            }
        });

    /// <returns>Null when it is no name of ours.</returns>
    public static SeriesName? TryParse(string name)
    {
        var parts = name.Split(Separator);
        return parts.Length == 3 && parts[1].Length > 0 && Find(Levels, parts[0]) is { } level && Find(Stats, parts[2]) is { } stat
            ? new SeriesName(level, parts[1], stat)
            : null;
    }

    public override string ToString() => $"{TextOf(Level)}{Separator}{Stem}{Separator}{TextOf(Stat)}";

    private static T? Find<T>(IReadOnlyList<T> all, string text)
        where T : struct, Enum
    {
        foreach (var one in all)
        {
            if (TextOf(one) == text)
            {
                return one;
            }
        }

        return null;
    }

    private static string TextOf<T>(T part)
        where T : struct, Enum => part.ToString().ToLowerInvariant();
}
