namespace Fleet.EndToEnd.Tests;

/// <summary>How much of a test is done: a short version by default, the full counts with <c>FLEET_TEST_FULL=1</c> (<c>./test --full</c>).</summary>
internal static class Effort
{
    public static bool IsFull { get; } = Environment.GetEnvironmentVariable("FLEET_TEST_FULL") == "1";

    public static T Of<T>(T brief, T full) => IsFull ? full : brief;
}
