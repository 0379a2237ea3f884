using Fleet.DeviceAgent.Diagnostics;
using Fleet.DeviceAgent.Reports;

namespace Fleet.DeviceAgent.Coredumps;

/// <summary>Has what the handlers counted count among the crashes of the device.</summary>
/// <param name="operational">Of the device.</param>
/// <param name="isRefused">The configuration wants no crashes counted.</param>
/// <param name="counters">For those that are refused.</param>
internal sealed class HandedCrashes(OperationalLedger operational, bool isRefused, AgentCounters counters)
{
    public void Count(HandlerMark mark)
    {
        if (isRefused)
        {
            counters.Add(AgentCounter.CrashesRefused, mark.Count);
            return;
        }

        for (var i = 0L; i < mark.Count; i++)
        {
            operational.RecordCrash(mark.BootId, mark.UptimeMs);
        }
    }
}
