namespace Fleet.Storage.Tests.Faults;

/// <summary>How often a fault is repeated: a few times each time the tests run, often when FLEET_TEST_FULL=1.</summary>
internal static class Rounds
{
    public static bool IsFull => Environment.GetEnvironmentVariable("FLEET_TEST_FULL") == "1";

    public static int Of(int few, int many) => IsFull ? many : few;
}
