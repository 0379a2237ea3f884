using Fleet.Domain.Metrics;
using Fleet.Protocol.Sync;

namespace Fleet.Domain.Devices;

/// <summary>
/// What a device's grain must know to decide about the next batch: identity, the numbers it has seen, the boots it knows. Only
/// <see cref="Apply(DeviceBatch)"/> changes it, and only after the batch is durable. Replaying all batches, or a snapshot and those after it, gives the
/// same state.
/// </summary>
public sealed class DeviceState
{
    /// <summary>
    /// Queues whose numbers are remembered. A device has one; a new one is made when the old was lost or set aside. Beyond this many the
    /// one that was used the longest ago is forgotten, which bounds what a hostile device can make us keep.
    /// </summary>
    public const int MaxEpochs = 8;

    /// <summary>Boots whose start is remembered, for late entries captured without a clock.</summary>
    public const int MaxBoots = 16;

    private readonly List<EpochNumbers> _epochs = [];
    private readonly List<BootAnchor> _boots = [];

    /// <summary>Whether the device ever was in contact.</summary>
    public bool IsRegistered { get; internal set; }

    /// <summary>Whether someone made it known ahead of its first contact.</summary>
    public bool IsCreated { get; internal set; }

    /// <summary>Whether there is such a device: registered, or pending its first contact.</summary>
    public bool Exists => !IsDeleted && (IsRegistered || IsCreated);

    /// <summary>Whether its log has ended: nothing is decided for it any more.</summary>
    public bool IsDeleted { get; internal set; }

    public string Cohort { get; internal set; } = DeviceRules.DefaultCohort;

    /// <summary>Given by a person; empty when none.</summary>
    public string Nickname { get; internal set; } = "";

    public string HardwareVersion { get; internal set; } = "";

    public string SoftwareType { get; internal set; } = "";

    public string SoftwareVersion { get; internal set; } = "";

    /// <summary>Milliseconds since 1970 UTC, server time.</summary>
    public long FirstSeenMs { get; internal set; }

    /// <summary>Milliseconds since 1970 UTC, server time; of the last batch that was recorded.</summary>
    public long LastSeenMs { get; internal set; }

    /// <summary>Revision that the device confirmed; 0 when none.</summary>
    public long ConfigurationRevision { get; internal set; }

    /// <summary>What people set for this device.</summary>
    public DeviceSettings Settings { get; internal set; } = DeviceSettings.None;

    /// <summary>Grows with each change of <see cref="Settings"/>; 0 when there was none.</summary>
    public long SettingsRevision { get; internal set; }

    /// <summary>
    /// Attributes and who said each; no metrics. Snapshots from before this was kept know none: those of such a device that it does not say again
    /// count as unset here, while the read models have them.
    /// </summary>
    public LatestValues Attributes { get; internal set; } = new();

    /// <summary>What the device is asked for.</summary>
    public RequestBook Requests { get; } = new();

    /// <summary>Queues and the numbers seen of each, the last used one last.</summary>
    public IReadOnlyList<EpochNumbers> Epochs => _epochs;

    /// <summary>Known boots, the last learned one last.</summary>
    public IReadOnlyList<BootAnchor> Boots => _boots;

    /// <summary>The numbers seen of a queue; null when the queue is not known.</summary>
    public IntervalSet? SeenOf(ulong epoch) => _epochs.Find(e => e.Epoch == epoch)?.Seen;

    /// <summary>Takes what a durable batch says. Total: every batch that could be stored can be applied.</summary>
    public void Apply(DeviceBatch batch)
    {
        if (batch.Numbers.Count > 0)
        {
            Touch(batch.Epoch).AddRanges(batch.Numbers);
        }

        foreach (var boot in batch.Boots)
        {
            Learn(boot);
        }

        foreach (var e in batch.Events)
        {
            Apply(e, batch.ReceivedAtMs);
        }

        Requests.Tidy(batch.ReceivedAtMs);
        if (batch.Epoch == OperatorRules.OperatorEpoch)
        {
            // The device had no part in it.
            return;
        }

        if (FirstSeenMs == 0)
        {
            FirstSeenMs = batch.ReceivedAtMs;
        }

        LastSeenMs = Math.Max(LastSeenMs, batch.ReceivedAtMs);
    }

    internal void Restore(IEnumerable<EpochNumbers> epochs, IEnumerable<BootAnchor> boots)
    {
        _epochs.AddRange(epochs);
        _boots.AddRange(boots);
    }

    private void Apply(DeviceEvent e, long atMs)
    {
        switch (e)
        {
            case DeviceRegistered registered:
                IsRegistered = true;
                Cohort = registered.Cohort;
                HardwareVersion = registered.HardwareVersion;
                SoftwareType = registered.SoftwareType;
                SoftwareVersion = registered.SoftwareVersion;
                break;
            case SoftwareChanged software:
                SoftwareType = software.SoftwareType;
                SoftwareVersion = software.SoftwareVersion;
                break;
            case HardwareChanged hardware:
                HardwareVersion = hardware.HardwareVersion;
                break;
            case ConfigurationConfirmed confirmed:
                ConfigurationRevision = confirmed.Revision;
                break;
            case DeviceCreated created:
                IsCreated = true;
                Cohort = created.Cohort;
                HardwareVersion = created.HardwareVersion;
                break;
            case CohortChanged cohort:
                Cohort = cohort.To;
                break;
            case DeviceDeleted:
                IsDeleted = true;
                break;
            case NicknameChanged nickname:
                Nickname = nickname.Nickname;
                break;
            case AttributesChanged attributes:
                Attributes.SetAttributes(attributes.Attributes, attributes.CapturedAtMs, AttributeAuthor.Device);
                break;
            case OperatorAttributesChanged attributes:
                Attributes.SetAttributes(attributes.Attributes, attributes.ChangedAtMs, AttributeAuthor.Operator);
                break;
            case DeviceConfigured configured:
                Settings = configured.Settings;
                SettingsRevision = configured.Revision;
                break;
            case RequestMade made:
                Requests.Apply(made, atMs);
                break;
            case RequestAnswered answered:
                Requests.Apply(answered, atMs);
                break;
            case RequestCancelled cancelled:
                Requests.Apply(cancelled, atMs);
                break;
            default:
                // Reports, observations and rejections are for the read models: nothing that is decided here depends on them.
                break;
        }
    }

    private IntervalSet Touch(ulong epoch)
    {
        var index = _epochs.FindIndex(e => e.Epoch == epoch);
        var numbers = index >= 0 ? _epochs[index] : new EpochNumbers(epoch, new IntervalSet());
        if (index != _epochs.Count - 1 || index < 0)
        {
            if (index >= 0)
            {
                _epochs.RemoveAt(index);
            }
            else if (_epochs.Count == MaxEpochs)
            {
                _epochs.RemoveAt(0);
            }

            _epochs.Add(numbers);
        }

        return numbers.Seen;
    }

    private void Learn(BootAnchor anchor)
    {
        var index = _boots.FindIndex(b => b.BootId == anchor.BootId);
        if (index >= 0)
        {
            _boots.RemoveAt(index);
        }
        else if (_boots.Count == MaxBoots)
        {
            _boots.RemoveAt(0);
        }

        _boots.Add(anchor);
    }
}

/// <summary>The numbers seen of one queue of a device.</summary>
public sealed record EpochNumbers(ulong Epoch, IntervalSet Seen);
