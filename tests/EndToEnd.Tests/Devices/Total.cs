namespace Fleet.EndToEnd.Tests.Devices;

/// <summary>Reports and the sum of their values.</summary>
internal readonly record struct Total(long Count, long Sum);
