using Fleet.Tests.Shared;

namespace Fleet.Architecture.Tests;

/// <summary>The query API's contract: its style, and that clients built against the last release still work.</summary>
public sealed class ContractTests
{
    [Fact]
    public async Task The_contract_is_clean_and_breaks_no_client()
    {
        var cancellation = TestContext.Current.CancellationToken;
        var folder = await Npm.InstallAsync(Path.Combine(Checkout.Root, "tests", "Architecture.Tests", "buf"), cancellation);
        var buf = Directory.GetFiles(Path.Combine(folder, "node_modules", "@bufbuild"), "buf", SearchOption.AllDirectories).Single();
        var printed = await Npm.RunAsync("env", Checkout.Root, cancellation, $"BUF={buf}", "sh", "src/Api/lint.sh");

        Assert.Contains("contract: clean", printed);
    }
}
