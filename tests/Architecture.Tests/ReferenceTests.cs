using System.Xml.Linq;
using Fleet.Tests.Shared;

namespace Fleet.Architecture.Tests;

/// <summary>The arrows of docs/architecture.md: what each project may know.</summary>
public sealed class ReferenceTests
{
    private static readonly Dictionary<string, string[]> Allowed = new()
    {
        ["Protocol"] = [],
        ["Api"] = [],
        ["Domain"] = ["Protocol"],
        ["Symbolication"] = ["Domain"],
        ["Grains"] = ["Domain"],
        ["Storage"] = ["Grains"],
        ["Silo"] = ["Grains", "Storage", "Symbolication"],
        ["Gateway"] = ["Grains", "Protocol", "Api", "Silo"],
        ["DeviceAgent"] = ["Protocol"],
        ["Cli"] = ["Api", "Protocol", "Symbolication"],
    };

    /// <summary>Namespaces of the gateway that make up its composition root, and so may name the silo and its adapters.</summary>
    private static readonly string[] CompositionRoot = ["Program.cs", "Embedded"];

    public static TheoryData<string> Projects => [.. Directory.GetDirectories(Source).Select(d => Path.GetFileName(d)!)];

    private static string Source { get; } = Path.Combine(Checkout.Root, "src");

    [Theory]
    [MemberData(nameof(Projects))]
    public void A_project_references_only_what_it_may_know(string project)
    {
        var file = XDocument.Load(Path.Combine(Source, project, $"{project}.csproj"));
        var references = file.Descendants("ProjectReference").Select(r => Path.GetFileNameWithoutExtension(r.Attribute("Include")!.Value));

        Assert.True(Allowed.ContainsKey(project), $"{project} is not in the architecture");
        Assert.Empty(references.Except(Allowed[project]));
    }

    [Fact]
    public void The_gateway_names_silo_and_storage_in_its_composition_root_only()
    {
        var gateway = Path.Combine(Source, "Gateway");
        var offenders = Directory.EnumerateFiles(gateway, "*.*", SearchOption.AllDirectories)
            .Where(f => f.EndsWith(".cs", StringComparison.Ordinal) || f.EndsWith(".razor", StringComparison.Ordinal))
            .Where(f => !CompositionRoot.Contains(Path.GetRelativePath(gateway, f).Split('/')[0]))
            .Where(f => File.ReadAllText(f) is var text && (text.Contains("Fleet.Silo") || text.Contains("Fleet.Storage")))
            .Select(f => Path.GetRelativePath(gateway, f));

        Assert.Empty(offenders);
    }

    [Fact]
    public void The_domain_is_pure()
    {
        string[] impure = ["System.IO.File", "System.Net", "System.Threading.Tasks", "TimeProvider", "async ", "Environment."];
        var offenders = Directory.EnumerateFiles(Path.Combine(Source, "Domain"), "*.cs", SearchOption.AllDirectories)
            .SelectMany(f => impure.Where(word => File.ReadAllText(f).Contains(word)).Select(word => $"{Path.GetFileName(f)}: {word}"));

        Assert.Empty(offenders);
    }
}
