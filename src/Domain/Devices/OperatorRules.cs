using Fleet.Protocol;
using Fleet.Protocol.Sync;

namespace Fleet.Domain.Devices;

/// <summary>
/// Decides what people ask of a device. Pure. The answer is a batch for the device's log, with <see cref="OperatorEpoch"/> and no numbers: it settles no entry
/// and is no contact.
/// </summary>
public static class OperatorRules
{
    /// <summary>Epoch of batches that no device sent; queues have others.</summary>
    public const ulong OperatorEpoch = 0;

    /// <summary>For how long a request stands when nobody says.</summary>
    public const long DefaultExpiryMs = 7L * 24 * 3600 * 1000;

    /// <summary>The longest that a request may stand: devices hold little of what is older.</summary>
    public const long MaxExpiryMs = 30L * 24 * 3600 * 1000;

    /// <returns>Null when it changes nothing.</returns>
    /// <exception cref="ArgumentException">A value is out of range; the text begins with the field as the contract names it.</exception>
    public static DeviceBatch? Configure(DeviceState state, DeviceSettingsChange change, long nowMs)
    {
        Check(change);
        bool Inherits(DeviceSetting setting) => change.Inherited.Contains(setting);
        var before = state.Settings;
        var after = new DeviceSettings(
            Inherits(DeviceSetting.ReportInterval) ? null : change.ReportIntervalMs ?? before.ReportIntervalMs,
            Inherits(DeviceSetting.Monitoring) ? null : change.Monitoring ?? before.Monitoring,
            Inherits(DeviceSetting.Debugging) ? null : change.Debugging ?? before.Debugging,
            Inherits(DeviceSetting.Logging) ? null : change.Logging ?? before.Logging,
            Inherits(DeviceSetting.BytesPerDay) ? null : change.BytesPerDay ?? before.BytesPerDay,
            change.DeveloperForMs switch
            {
                null => before.DeveloperUntilMs,
                0 => 0,
                { } length => nowMs + length,
            });
        return after == before ? null : Batch(state, nowMs, new DeviceConfigured(state.SettingsRevision + 1, after));
    }

    /// <param name="state">Of the device.</param>
    /// <param name="kind">What is asked for.</param>
    /// <param name="fromMs">Start of the stretch; 0 where the kind has none.</param>
    /// <param name="toMs">Its end, excluded; 0 where the kind has none.</param>
    /// <param name="subject">Id of the crash; empty where the kind has none.</param>
    /// <param name="expiryMs">For how long it stands; null for the default.</param>
    /// <param name="nowMs">Server time.</param>
    /// <exception cref="ArgumentException">A value is out of range; the text begins with the field as the contract names it.</exception>
    /// <exception cref="InvalidOperationException">As many requests as a device may have are open.</exception>
    public static DeviceBatch MakeRequest(DeviceState state, RequestKind kind, long fromMs, long toMs, Guid subject, long? expiryMs, long nowMs)
    {
        if (expiryMs is <= 0 or > MaxExpiryMs)
        {
            throw new ArgumentException($"expires_after: must be longer than 0 and at most {MaxExpiryMs / 86_400_000} days");
        }

        if (kind == RequestKind.Coredump ? subject == Guid.Empty : subject != Guid.Empty)
        {
            throw new ArgumentException("subject: must be the id of a crash when a coredump is asked for, and else be left out");
        }

        if (kind == RequestKind.Coredump)
        {
            (fromMs, toMs) = (0, 0);
        }
        else if (fromMs < 0 || toMs > ProtocolLimits.MaxMilliseconds || fromMs >= toMs)
        {
            throw new ArgumentException("end_time: must be after start_time");
        }

        var open = state.Requests.OpenAt(nowMs).Count();
        return open < RequestBook.MaxOpen
            ? Batch(state, nowMs, new RequestMade(
                new DeviceRequest(state.Requests.LastId + 1, (int)kind, nowMs + (expiryMs ?? DefaultExpiryMs), fromMs, toMs, subject), Place: ""))
            : throw new InvalidOperationException($"{open} requests are open: cancel one, or wait until the device has answered");
    }

    /// <returns>Null when it is not open.</returns>
    public static DeviceBatch? Cancel(DeviceState state, long id, long nowMs) =>
        state.Requests.Find(id)?.IsOpenAt(nowMs) == true ? Batch(state, nowMs, new RequestCancelled(id)) : null;

    /// <returns>Null when there is no such device.</returns>
    public static DeviceBatch? Delete(DeviceState state, long nowMs) => state.Exists ? Batch(state, nowMs, new DeviceDeleted()) : null;

    internal static DeviceBatch Batch(DeviceState state, long nowMs, params IReadOnlyList<DeviceEvent> events) =>
        new(nowMs, OperatorEpoch, [], [], events) { Cohort = state.Cohort };

    private static void Check(DeviceSettingsChange change)
    {
        if (change.ReportIntervalMs is not (null or 0 or (>= SettingLimits.MinReportIntervalMs and <= SettingLimits.MaxReportIntervalMs)))
        {
            throw new ArgumentException(
                $"report_interval: {change.ReportIntervalMs} ms is not between {SettingLimits.MinReportIntervalMs} and {SettingLimits.MaxReportIntervalMs}");
        }

        if (change.DeveloperForMs is < 0 or > SettingLimits.MaxDeveloperMs)
        {
            throw new ArgumentException($"developer_for: at most {SettingLimits.MaxDeveloperMs / 86_400_000} days");
        }

        if (change.BytesPerDay < 0)
        {
            throw new ArgumentException("bytes_per_day: must not be negative");
        }
    }
}
