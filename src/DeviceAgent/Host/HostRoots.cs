namespace Fleet.DeviceAgent.Host;

/// <summary>Where the kernel's files are; tests bring their own.</summary>
internal sealed record HostRoots(string Proc, string Sys, string Run = "/run")
{
    public static readonly HostRoots Default = new("/proc", "/sys");
}
