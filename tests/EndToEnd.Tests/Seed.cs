namespace Fleet.EndToEnd.Tests;

/// <summary>What a test's random choices come from: <c>FLEET_TEST_SEED</c>, or another one each time. Printed, so that a failure can be had again.</summary>
internal static class Seed
{
    public static int Next()
    {
        var seed = int.TryParse(Environment.GetEnvironmentVariable("FLEET_TEST_SEED"), out var given) ? given : Random.Shared.Next();
        TestContext.Current.TestOutputHelper?.WriteLine($"FLEET_TEST_SEED={seed}");
        return seed;
    }
}
