namespace Fleet.DeviceAgent.Host;

/// <summary>What collectors read from and write to.</summary>
internal sealed record SystemSource(HostRoots Roots, KernelFiles Files, SystemSeries Series, TimeProvider Time)
{
    public string Proc(string name) => Path.Combine(Roots.Proc, name);

    public string Sys(string name) => Path.Combine(Roots.Sys, name);
}
