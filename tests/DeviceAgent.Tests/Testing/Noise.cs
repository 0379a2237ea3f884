namespace Fleet.DeviceAgent.Tests.Testing;

/// <summary>What compression makes no shorter.</summary>
internal static class Noise
{
    /// <summary>The same letters and digits each time.</summary>
    public static string Text(int length) => new([.. Enumerable.Repeat(new Random(1), length).Select(random => "0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"[random.Next(62)])]);
}
