namespace Fleet.Cli.Tests;

/// <param name="Connection">Which connection of the server, from 0.</param>
/// <param name="Head">Request line and headers.</param>
internal sealed record TestRequest(int Connection, string Head, byte[] Body)
{
    public string Path => Head.Split(' ')[1];

    public string? Header(string name) => Head.Split("\r\n")
        .Where(l => l.StartsWith(name + ":", StringComparison.OrdinalIgnoreCase)).Select(l => l[(name.Length + 1)..].Trim()).FirstOrDefault();
}
