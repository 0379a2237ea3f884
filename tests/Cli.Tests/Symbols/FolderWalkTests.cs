using Fleet.Cli.Symbols;
using Fleet.Tests.Shared;

namespace Fleet.Cli.Tests.Symbols;

public sealed class FolderWalkTests : IDisposable
{
    private readonly Toolbox _tools = new();

    public void Dispose() => _tools.Dispose();

    [Fact]
    public void Each_file_comes_once_however_many_links_lead_to_it_and_circles_end()
    {
        _tools.Write("root/a/one", "1");
        _tools.Write("root/b/two", "2");
        _tools.Write("elsewhere/three", "3");
        File.CreateSymbolicLink(_tools["root/a/again"], "one");
        File.CreateSymbolicLink(_tools["root/a/nowhere"], "nothing");
        File.CreateSymbolicLink(_tools["root/self"], "self");
        Directory.CreateSymbolicLink(_tools["root/a/up"], "..");
        Directory.CreateSymbolicLink(_tools["root/b/a"], "../a");
        Directory.CreateSymbolicLink(_tools["root/out"], "../elsewhere");
        var problems = new List<string>();
        var files = FolderWalk.Files(_tools["root"], problems.Add).Select(File.ReadAllText).Order(StringComparer.Ordinal);
        Assert.Equal(["1", "2", "3"], files);
        Assert.Empty(problems);
    }

    [Fact]
    public void A_folder_that_is_a_link_is_walked()
    {
        _tools.Write("real/one", "1");
        Directory.CreateSymbolicLink(_tools["link"], "real");
        Assert.Single(FolderWalk.Files(_tools["link"], _ => { }));
    }
}
