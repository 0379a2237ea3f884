using Fleet.Domain.Devices;

namespace Fleet.Grains.Devices;

/// <summary>Finds devices in the read model.</summary>
public interface IDeviceDirectory
{
    /// <summary>Cohorts of one answer: more than a person chooses from.</summary>
    const int MaxCohorts = 200;

    Task<DeviceView?> FindAsync(DeviceKey device, CancellationToken cancellation);

    /// <summary>Devices of a project that match the query, by serial (ordinal order), those after <paramref name="afterSerial"/>.</summary>
    /// <remarks><see cref="DeviceView.Latest"/> is empty in all of them: a page of devices would be megabytes. <see cref="FindAsync"/> and <see cref="ListWithLatestAsync"/> have it.</remarks>
    Task<IReadOnlyList<DeviceView>> ListAsync(
        string project, DeviceQuery query, string afterSerial, int limit, CancellationToken cancellation);

    /// <summary>The same with <see cref="DeviceView.Latest"/>: a quarter of a megabyte for some hundred devices as a rule.</summary>
    Task<IReadOnlyList<DeviceView>> ListWithLatestAsync(
        string project, DeviceQuery query, string afterSerial, int limit, CancellationToken cancellation);

    /// <summary>Every device of a project that matches the query, by serial, read in pages as they are asked for.</summary>
    /// <param name="withLatest">Whether <see cref="DeviceView.Latest"/> is to be there.</param>
    IAsyncEnumerable<DeviceView> MatchesAsync(string project, DeviceQuery query, bool withLatest, CancellationToken cancellation);

    /// <summary>Cohorts that a device of the project is in, in ordinal order, the first <see cref="MaxCohorts"/>.</summary>
    Task<IReadOnlyList<string>> CohortsAsync(string project, CancellationToken cancellation);

    /// <summary>Versions of a type of software that devices of the project run, in no order.</summary>
    Task<IReadOnlyList<string>> VersionsAsync(string project, string softwareType, CancellationToken cancellation);

    Task<long> CountAsync(string project, DeviceQuery query, CancellationToken cancellation);
}
