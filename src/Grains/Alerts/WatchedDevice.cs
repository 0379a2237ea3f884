using Fleet.Domain.Devices.Filters;
using Fleet.Grains.Devices;

namespace Fleet.Grains.Alerts;

/// <summary>A device while alerts look at it.</summary>
/// <param name="view">Its row, with latest values.</param>
/// <param name="alerts">Of its project.</param>
/// <param name="nowMs">Milliseconds since 1970 UTC: what times ago in scopes count from.</param>
internal sealed class WatchedDevice(DeviceView view, CompiledAlerts alerts, long nowMs)
{
    private readonly Dictionary<int, bool> _inScope = [];
    private DeviceFacts? _facts;

    public long DeviceId => view.DeviceId;

    public string Project => view.Project;

    public string Serial => view.Serial;

    public CompiledAlerts Alerts => alerts;

    public bool IsInScope(CompiledAlert alert)
    {
        if (!_inScope.TryGetValue(alert.Definition.Id, out var isInScope))
        {
            isInScope = alert.Scope == DeviceFilter.Any || alert.Scope.Matches(_facts ??= DeviceQuery.FactsOf(view, alerts.Metrics), nowMs);
            _inScope.Add(alert.Definition.Id, isInScope);
        }

        return isInScope;
    }
}
