using Orleans.Concurrency;

namespace Fleet.Grains.Sets;

/// <summary>
/// The device sets of one project: their definitions, and the evaluation of what no event tells (a new filter, the clock). Key:
/// <c>sets/{project}</c>. Sets and members are read from <see cref="IDeviceSetStore"/>.
/// </summary>
[Alias("fleet.IDeviceSetsGrain")]
public interface IDeviceSetsGrain : IGrainWithStringKey
{
    /// <returns>The new set; null when there is one of this name already.</returns>
    /// <exception cref="ArgumentException">Name, filter or description will not do; the message begins with the field.</exception>
    /// <exception cref="InvalidOperationException">The project has <see cref="DeviceSetRules.MaxSets"/> sets already.</exception>
    [Alias("Create")]
    Task<DeviceSetDefinition?> Create(string name, string filter, string description);

    /// <summary>Changes what is not null.</summary>
    /// <returns>The set; null when there is none of this name.</returns>
    /// <exception cref="ArgumentException">Filter or description will not do; the message begins with the field.</exception>
    [Alias("Update")]
    Task<DeviceSetDefinition?> Update(string name, string? filter, string? description);

    /// <returns>False when there is no set of this name.</returns>
    [Alias("Delete")]
    Task<bool> Delete(string name);

    /// <summary>Time passed: sets that depend on the clock may have other members. Losing a call is harmless.</summary>
    [OneWay]
    [Alias("Wake")]
    Task Wake();

    /// <summary>Devices reported: sets that look back over reports may have other members. Losing a call is harmless.</summary>
    [OneWay]
    [Alias("Reported")]
    Task Reported();

    /// <summary>Names of metrics, or which of their values are valid, changed: sets that ask for metrics are filled anew.</summary>
    [Alias("MetricsChanged")]
    Task MetricsChanged();

    /// <summary>Returns when all devices were asked for each set that was created or changed before the call.</summary>
    [Alias("Fill")]
    Task Fill();

    /// <summary>As <see cref="Fill"/>, and the sets that depend on the clock are right as of the call.</summary>
    [Alias("CatchUp")]
    Task CatchUp();
}
