using Fleet.Api.V1;
using Fleet.Domain.Metrics;
using Fleet.Gateway.Api;
using Fleet.Grains.Devices;
using Fleet.Grains.Metrics;
using Fleet.Protocol.Sync;

namespace Fleet.Gateway.Devices;

/// <summary>Devices as the contract writes them.</summary>
internal static class DeviceMessages
{
    /// <param name="view">The device.</param>
    /// <param name="revision">Of the configuration that it is to run.</param>
    public static Device Of(DeviceView view, long revision) => new()
    {
        Serial = view.Serial,
        Nickname = view.Nickname,
        Cohort = view.Cohort,
        HardwareVersion = view.HardwareVersion,
        SoftwareType = view.SoftwareType,
        SoftwareVersion = view.SoftwareVersion,
        FirstSeenTime = view.IsPending ? null : TimeRange.Stamp(view.FirstSeenMs),
        LastSeenTime = view.IsPending ? null : TimeRange.Stamp(view.LastSeenMs),
        Pending = view.IsPending,
        ConfigurationRevision = view.ConfigurationRevision,
        ConfigurationState = StateOf(view.ConfigurationRevision, revision),
    };

    /// <param name="confirmed">The revision that the device runs; 0 when none.</param>
    /// <param name="wanted">The one that it is to run.</param>
    public static ConfigurationState StateOf(long confirmed, long wanted) => confirmed == wanted
        ? ConfigurationState.Synced
        : confirmed == 0 ? ConfigurationState.NeverSeen : ConfigurationState.Outdated;

    public static Device WithLatest(DeviceView view, long revision, IReadOnlyList<MetricInfo> metrics)
    {
        var device = Of(view, revision);
        var latest = LatestValues.Decode(view.Latest);
        var byId = metrics.SelectMany(m => m.Stored.Ids.Select(id => (Id: id, Metric: m))).ToDictionary(m => m.Id, m => m.Metric);
        device.LatestValues.AddRange(latest.Values
            .Where(v => byId.ContainsKey(v.MetricId) && !v.Value.IsNone)
            .GroupBy(v => byId[v.MetricId])
            .Select(same => Latest(same.MaxBy(v => v.CapturedAtMs), same.Key))
            .OrderBy(v => v.Metric, StringComparer.Ordinal));
        device.Attributes.AddRange(Of(latest.Attributes));
        return device;
    }

    public static Device WithAttributes(DeviceView view, long revision)
    {
        var device = Of(view, revision);
        device.Attributes.AddRange(Of(LatestValues.Decode(view.Latest).Attributes));
        return device;
    }

    /// <summary>As the device's grain knows it, which is newer than the read models.</summary>
    public static Device Of(string serial, DeviceRecord record, long revision)
    {
        var isPending = record.LastSeenMs == 0;
        return new Device
        {
            Serial = serial,
            Nickname = record.Nickname,
            Cohort = record.Cohort,
            HardwareVersion = record.HardwareVersion,
            SoftwareType = record.SoftwareType,
            SoftwareVersion = record.SoftwareVersion,
            FirstSeenTime = isPending ? null : TimeRange.Stamp(record.FirstSeenMs),
            LastSeenTime = isPending ? null : TimeRange.Stamp(record.LastSeenMs),
            Pending = isPending,
            ConfigurationRevision = record.ConfigurationRevision,
            ConfigurationState = StateOf(record.ConfigurationRevision, revision),
            Attributes = { Of(LatestValues.Decode(record.Attributes).Attributes) },
        };
    }

    private static IEnumerable<Fleet.Api.V1.Attribute> Of(IEnumerable<LatestAttribute> attributes) =>
        attributes.Where(a => !a.Value.IsNone).Select(Latest);

    private static MetricValue Latest(LatestValue value, MetricInfo metric)
    {
        var message = new MetricValue
        {
            Metric = metric.Key,
            Kind = (MetricKind)metric.Kind,
            Unit = metric.Unit,
            Time = TimeRange.Stamp(value.CapturedAtMs),
        };
        Set(value.Value, text => message.Text = text, number => message.Number = number, flag => message.Flag = flag);
        return message;
    }

    private static Fleet.Api.V1.Attribute Latest(LatestAttribute attribute)
    {
        var message = new Fleet.Api.V1.Attribute { Key = attribute.Key, Time = TimeRange.Stamp(attribute.CapturedAtMs), Author = AuthorOf(attribute.Author) };
        Set(attribute.Value, text => message.Text = text, number => message.Number = number, flag => message.Flag = flag);
        return message;
    }

    private static Fleet.Api.V1.AttributeAuthor AuthorOf(Domain.Metrics.AttributeAuthor author) =>
        author == Domain.Metrics.AttributeAuthor.Operator ? Fleet.Api.V1.AttributeAuthor.Operator : Fleet.Api.V1.AttributeAuthor.Device;

    private static void Set(AttributeValue value, Action<string> text, Action<double> number, Action<bool> flag)
    {
        if (value.Text is { } t)
        {
            text(t);
        }
        else if (value.Number is { } n)
        {
            number(n);
        }
        else if (value.Flag is { } f)
        {
            flag(f);
        }
    }
}
