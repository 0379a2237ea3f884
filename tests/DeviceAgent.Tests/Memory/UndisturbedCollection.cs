namespace Fleet.DeviceAgent.Tests.Memory;

/// <summary>Tests that measure the memory of the process that they share with others: they run while no other does.</summary>
[CollectionDefinition(nameof(UndisturbedCollection), DisableParallelization = true)]
public sealed class UndisturbedCollection;
