namespace Fleet.Storage.Tests.Blobs;

/// <summary>Runs while no other test does: what it counts, allocations, is counted for the whole process.</summary>
[CollectionDefinition(nameof(UndisturbedCollection), DisableParallelization = true)]
public sealed class UndisturbedCollection;
