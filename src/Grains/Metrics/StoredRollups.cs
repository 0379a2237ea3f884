using Fleet.Domain.Metrics;

namespace Fleet.Grains.Metrics;

/// <summary>Reads rollups that this server wrote.</summary>
internal static class StoredRollups
{
    /// <exception cref="InvalidDataException">The stored bytes are damaged: the read models have to be rebuilt.</exception>
    public static MetricRollup Read(ReadOnlySpan<byte> encoded) =>
        MetricRollup.TryRead(encoded, out var rollup, out var error)
            ? rollup
            : throw new InvalidDataException($"a stored rollup is damaged ({error}); rebuild the read models");
}
