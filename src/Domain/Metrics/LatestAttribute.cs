using Fleet.Protocol.Sync;

namespace Fleet.Domain.Metrics;

/// <summary>The last that a device said of one attribute.</summary>
public readonly record struct LatestAttribute(string Key, long CapturedAtMs, AttributeValue Value);
