using System.Net;
using System.Text.RegularExpressions;
using System.Xml.Linq;

namespace Fleet.EndToEnd.Tests.Stories;

/// <summary>Opens every page that a link on another page leads to, up to a bound.</summary>
internal static partial class Crawl
{
    /// <returns>The pages by path, in the order in which they were found.</returns>
    public static async Task<IReadOnlyDictionary<string, string>> PagesAsync(Browser browser, int atMost)
    {
        var pages = new Dictionary<string, string>(StringComparer.Ordinal);
        var found = new Queue<string>(["/"]);
        var seen = new HashSet<string>(found, StringComparer.Ordinal);
        while (pages.Count < atMost && found.TryDequeue(out var path))
        {
            var page = await browser.GetAsync(path);
            pages.Add(path, page);
            foreach (Match link in Link().Matches(page))
            {
                var target = WebUtility.HtmlDecode(link.Groups["path"].Value).Split('#')[0];
                if (target.StartsWith('/') && !target.StartsWith("//", StringComparison.Ordinal) && seen.Add(target))
                {
                    found.Enqueue(target);
                }
            }
        }

        return pages;
    }

    /// <summary>Each chart is well-formed by itself, whatever the texts in it: nothing in them was taken for markup.</summary>
    public static void AssertChartsAreWellFormed(string path, string page)
    {
        foreach (Match chart in Chart().Matches(page))
        {
            try
            {
                // XML knows no U+FFFF, HTML lets it pass.
                XElement.Parse(chart.Value.Replace('\uffff', '?').Replace("&#xFFFF;", "?", StringComparison.Ordinal).Replace("&nbsp;", " ", StringComparison.Ordinal));
            }
            catch (System.Xml.XmlException e)
            {
                Assert.Fail($"{path}: {e.Message}\n{chart.Value}");
            }
        }
    }

    [GeneratedRegex("<a\\b[^>]*\\bhref=\"(?<path>[^\"]*)\"", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 10_000)]
    private static partial Regex Link();

    [GeneratedRegex("<svg\\b.*?</svg>", RegexOptions.Singleline | RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 10_000)]
    private static partial Regex Chart();
}
