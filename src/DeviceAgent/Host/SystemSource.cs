namespace Fleet.DeviceAgent.Host;

/// <summary>What collectors read from and write to.</summary>
internal sealed class SystemSource(HostRoots roots, KernelFiles files, SystemSeries series, TimeProvider time)
{
    public HostRoots Roots { get; } = roots;

    public KernelFiles Files { get; } = files;

    public SystemSeries Series { get; } = series;

    public TimeProvider Time { get; } = time;

    public string Proc(string name) => Path.Combine(Roots.Proc, name);

    public string Sys(string name) => Path.Combine(Roots.Sys, name);
}
