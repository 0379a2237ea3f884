namespace Fleet.DeviceAgent.Host;

/// <summary>What collectors read from and write to.</summary>
internal sealed class SystemSource(HostRoots roots, KernelFiles files, SystemSeries series, TimeProvider time)
{
    public HostRoots Roots => roots;

    public KernelFiles Files => files;

    public SystemSeries Series => series;

    public TimeProvider Time => time;

    public string Proc(string name) => Path.Combine(Roots.Proc, name);

    public string Sys(string name) => Path.Combine(Roots.Sys, name);
}
