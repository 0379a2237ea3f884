using Fleet.Grains;
using Orleans.Runtime;

namespace Fleet.Gateway.Hosting;

/// <summary>Which failures mean that the platform is busy or away, and the same request may succeed later.</summary>
internal static class Outage
{
    public static bool IsOne(Exception e) =>
        e is StoreBusyException or StoreUnavailableException or TimeoutException or OrleansException;
}
