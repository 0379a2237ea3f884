using Fleet.Protocol.Sync;

namespace Fleet.Domain.Devices;

/// <summary>
/// Which attributes of an upload the project's write policies let through. A value that the attribute has already breaks no policy: it is left out
/// without a word, so that a device may say what it knows at each boot.
/// </summary>
internal sealed class AttributeGate(DeviceState state, IReadOnlyDictionary<string, AttributeWritePolicy> policies)
{
    /// <summary>What earlier entries of the same upload said.</summary>
    private readonly Dictionary<string, AttributeValue> _said = new(StringComparer.Ordinal);

    /// <returns>What the event of the entry is to say, and what it is not, by the policy that it broke; null when it broke none.</returns>
    public (IReadOnlyDictionary<string, AttributeValue> Accepted, SortedDictionary<string, AttributeWritePolicy>? Refused) Pass(
        IReadOnlyDictionary<string, AttributeValue> attributes)
    {
        if (policies.Count == 0)
        {
            return (attributes, null);
        }

        var accepted = new Dictionary<string, AttributeValue>(attributes.Count, StringComparer.Ordinal);
        SortedDictionary<string, AttributeWritePolicy>? refused = null;
        foreach (var (key, value) in attributes)
        {
            var policy = policies.GetValueOrDefault(key);
            var current = _said.TryGetValue(key, out var said) ? said : state.Attributes.FindAttribute(key);
            if (policy == AttributeWritePolicy.Device || (policy == AttributeWritePolicy.Unset && current.IsNone))
            {
                accepted.Add(key, value);
                _said[key] = value;
            }
            else if (value != current)
            {
                refused ??= new SortedDictionary<string, AttributeWritePolicy>(StringComparer.Ordinal);
                refused.Add(key, policy);
            }
        }

        return (accepted, refused);
    }
}
