using System.Text;

namespace Fleet.DeviceAgent.Metrics;

/// <summary>A metric's key as the lower-case ASCII bytes that packets bring, so that looking one up makes no string.</summary>
internal readonly struct MetricName(ReadOnlySpan<byte> bytes) : IEquatable<MetricName>
{
    private readonly byte[] _bytes = bytes.ToArray();

    public ReadOnlySpan<byte> Bytes => _bytes;

    public static MetricName Of(string key) => new(Encoding.ASCII.GetBytes(key.ToLowerInvariant()));

    public bool Equals(MetricName other) => Bytes.SequenceEqual(other.Bytes);

    public override bool Equals(object? obj) => obj is MetricName other && Equals(other);

    public override int GetHashCode() => MetricNameComparer.HashOf(Bytes);

    public override string ToString() => Encoding.ASCII.GetString(Bytes);
}
