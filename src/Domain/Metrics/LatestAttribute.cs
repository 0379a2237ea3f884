using Fleet.Protocol.Sync;

namespace Fleet.Domain.Metrics;

/// <summary>The last that was said of one attribute, and by whom.</summary>
public readonly record struct LatestAttribute(string Key, long CapturedAtMs, AttributeValue Value, AttributeAuthor Author = AttributeAuthor.Device);
