using System.Diagnostics.CodeAnalysis;

namespace Fleet.Protocol.Metrics;

public sealed class QuantileSketch
{
    public long Count { get; }

    public static bool TryRead(ReadOnlySpan<byte> encoded, [NotNullWhen(true)] out QuantileSketch? sketch, [NotNullWhen(false)] out string? error)
    {
        _ = encoded;
        sketch = null;
        error = "";
        return false;
    }
}
