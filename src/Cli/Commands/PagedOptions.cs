using System.CommandLine;

namespace Fleet.Cli.Commands;

/// <summary>Lists come in pages; a command asks for as many as it takes.</summary>
internal static class PagedOptions
{
    private const int MaxPage = 1000;

    public static Option<int> Limit(int initial) => TypedOption.AtLeast("--limit", "n", 1, initial, "At most this many.");

    /// <summary>Asks for pages until there are no more or <paramref name="limit"/> is reached.</summary>
    /// <param name="limit">How many elements in all.</param>
    /// <param name="first">The page token to begin with.</param>
    /// <param name="page">Asks for a page of a size, from a token on; answers how many there were, and the token of the next page.</param>
    public static async Task ReadAsync(int limit, string first, Func<int, string, Task<(int Count, string Next)>> page)
    {
        var token = first;
        for (var left = limit; left > 0;)
        {
            var (count, next) = await page(Math.Min(left, MaxPage), token);
            left -= count;
            token = next;
            if (next.Length == 0)
            {
                return;
            }
        }
    }
}
