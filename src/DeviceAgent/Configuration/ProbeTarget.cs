namespace Fleet.DeviceAgent.Configuration;

/// <summary>A host, by name or address, and a TCP port.</summary>
internal sealed record ProbeTarget(string Host, int Port)
{
    public override string ToString() => Host.Contains(':') ? $"[{Host}]:{Port}" : $"{Host}:{Port}";
}
