using System.Globalization;
using System.Text.RegularExpressions;
using Fleet.Tests.Shared;

namespace Fleet.Architecture.Tests;

/// <summary>An event id names one message of one project, so that logs can be searched and alerted on by it.</summary>
public sealed partial class EventIdTests
{
    private const int IdsPerProject = 1000;

    /// <summary>The first id of each project that logs. The agent on a device has a log of its own kind, without ids.</summary>
    private static readonly Dictionary<string, int> First = new()
    {
        ["Grains"] = 1000,
        ["Storage"] = 2000,
        ["Gateway"] = 3000,
        ["Silo"] = 4000,
        ["Symbolication"] = 5000,
    };

    [Fact]
    public void Every_event_id_is_of_its_project_and_used_once()
    {
        var messages = Messages().ToList();
        Assert.NotEmpty(messages);

        Assert.Empty(messages.Where(m => m.Id is null).Select(m => $"{m.File}: its event id is not the first argument, as a number"));
        Assert.Empty(messages.Where(m => !First.ContainsKey(m.Project)).Select(m => $"{m.File}: {m.Project} has no range of event ids"));
        Assert.Empty(messages.Where(m => m.Id is { } id && (id < First[m.Project] || id >= First[m.Project] + IdsPerProject)).Select(m => $"{m.File}: {m.Id} is not of {m.Project}"));
        Assert.Empty(messages.GroupBy(m => m.Id).Where(same => same.Count() > 1).Select(same => $"{same.Key}: {string.Join(", ", same.Select(m => m.File))}"));
    }

    private static IEnumerable<(string Project, string File, int? Id)> Messages()
    {
        var source = Path.Combine(Checkout.Root, "src");
        foreach (var file in Directory.EnumerateFiles(source, "*.cs", SearchOption.AllDirectories))
        {
            var path = Path.GetRelativePath(source, file);
            foreach (Match message in LoggerMessage().Matches(File.ReadAllText(file)))
            {
                var id = int.TryParse(message.Groups["id"].Value, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : (int?)null;
                yield return (path.Split(Path.DirectorySeparatorChar)[0], path, id);
            }
        }
    }

    [GeneratedRegex(@"\[LoggerMessage\(\s*(?<id>[0-9]*)", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1_000)]
    private static partial Regex LoggerMessage();
}
