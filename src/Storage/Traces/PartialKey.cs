namespace Fleet.Storage.Traces;

/// <summary>What a shard counts together.</summary>
internal readonly record struct PartialKey(string Project, long Issue, string SoftwareType, string SoftwareVersion, int Shard);
