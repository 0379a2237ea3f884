using System.Text;
using Fleet.Domain.Metrics;
using Fleet.Protocol;
using Fleet.Protocol.Devices;
using Fleet.Protocol.Sync;

namespace Fleet.Domain.Devices;

/// <summary>
/// Decides what people change of a device itself: creation ahead of contact, cohort, nickname, attributes. Pure, and idempotent: a change that was
/// made already records nothing. Batches are those of <see cref="OperatorRules"/>.
/// </summary>
public static class DeviceChangeRules
{
    /// <summary>Characters of a nickname: it stands in lists and headings.</summary>
    public const int MaxNicknameLength = 128;

    /// <exception cref="ArgumentException">A value is not what it may be; the text begins with the field as the contract names it.</exception>
    public static DeviceChangeDecision Decide(DeviceState state, DeviceChange change, DeviceChangeKind kind, long nowMs)
    {
        Check(change);
        if (!state.Exists && kind == DeviceChangeKind.Update)
        {
            return new DeviceChangeDecision(DeviceChangeOutcome.NotFound, null);
        }

        if (state.Exists && kind == DeviceChangeKind.Create)
        {
            return new DeviceChangeDecision(DeviceChangeOutcome.AlreadyThere, null);
        }

        var events = new List<DeviceEvent>();
        if (!state.Exists)
        {
            events.Add(new DeviceCreated(change.Cohort ?? DeviceRules.DefaultCohort, change.HardwareVersion ?? ""));
        }
        else
        {
            DecideIdentity(state, change, events);
        }

        if (change.Nickname is { } nickname && nickname != state.Nickname)
        {
            events.Add(new NicknameChanged(nickname));
        }

        DecideAttributes(state, change, events, nowMs);
        return events.Count == 0
            ? new DeviceChangeDecision(DeviceChangeOutcome.Unchanged, null)
            : new DeviceChangeDecision(
                state.Exists ? DeviceChangeOutcome.Changed : DeviceChangeOutcome.Created, OperatorRules.Batch(state, nowMs, [.. events]));
    }

    /// <summary>Refuses what no device could take.</summary>
    /// <exception cref="ArgumentException">A value is not what it may be; the text begins with the field as the contract names it.</exception>
    public static void Check(DeviceChange change)
    {
        if (change.Cohort is { } cohort && !DeviceSerial.IsValid(cohort))
        {
            throw new ArgumentException($"cohort: '{cohort}' is not a cohort ({DeviceSerial.Pattern})");
        }

        CheckText("nickname", change.Nickname, MaxNicknameLength);
        CheckText("hardware_version", change.HardwareVersion, ProtocolLimits.MaxVersionLength);
        if (change.HardwareVersion is "")
        {
            throw new ArgumentException("hardware_version: must not be empty");
        }

        foreach (var (key, value) in change.Attributes)
        {
            CheckText("attributes", key, int.MaxValue);
            CheckText($"attributes: '{key}'", value.Text, ProtocolLimits.MaxTextLength);
        }

        try
        {
            // What is stored is read back by this: it knows best what can be.
            AttributesBody.Decode(AttributesBody.Encode(change.Attributes));
        }
        catch (ProtocolException e)
        {
            throw new ArgumentException(e.Message.StartsWith("attributes", StringComparison.Ordinal) ? e.Message : $"attributes: {e.Message}", e);
        }
    }

    private static void DecideIdentity(DeviceState state, DeviceChange change, List<DeviceEvent> events)
    {
        if (change.HardwareVersion is { } hardware && hardware != state.HardwareVersion)
        {
            events.Add(!state.IsRegistered
                ? new HardwareChanged(hardware)
                : throw new ArgumentException($"hardware_version: the device itself says '{state.HardwareVersion}'; only that of a pending device can be given"));
        }

        if (change.Cohort is { } cohort && cohort != state.Cohort)
        {
            events.Add(new CohortChanged(state.Cohort, cohort));
        }
    }

    private static void DecideAttributes(DeviceState state, DeviceChange change, List<DeviceEvent> events, long nowMs)
    {
        var others = new SortedDictionary<string, AttributeValue>(StringComparer.Ordinal);
        var at = nowMs;
        foreach (var (key, value) in change.Attributes)
        {
            var lower = key.ToLowerInvariant();
            if (state.Attributes.FindAttribute(lower) != value)
            {
                others.Add(lower, value);
            }
        }

        if (others.Count == 0)
        {
            return;
        }

        foreach (var said in state.Attributes.Attributes)
        {
            // The server's clock may have been set back since: what a person says now counts all the same.
            at = others.ContainsKey(said.Key) ? Math.Max(at, said.CapturedAtMs) : at;
        }

        var trial = LatestValues.Decode(state.Attributes.Encode());
        if (trial.SetAttributes(others, at, AttributeAuthor.Operator) is [var first, ..])
        {
            throw new ArgumentException($"attributes: no room for '{first}': a device keeps {LatestValues.MaxAttributes} and {LatestValues.MaxTextBytes} bytes of texts");
        }

        events.Add(new OperatorAttributesChanged(at, others));
    }

    private static void CheckText(string field, string? text, int atMost)
    {
        if (text is null)
        {
            return;
        }

        if (text.Length > atMost)
        {
            throw new ArgumentException($"{field}: {text.Length} characters, at most {atMost} allowed");
        }

        foreach (var rune in text.EnumerateRunes())
        {
            if (Rune.IsControl(rune) || rune == Rune.ReplacementChar)
            {
                throw new ArgumentException($"{field}: control characters, halves of surrogate pairs and U+FFFD are not allowed");
            }
        }
    }
}
