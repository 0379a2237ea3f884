namespace Fleet.Symbolication.Tests.Core;

/// <summary>Tests that share the cores of one run.</summary>
[CollectionDefinition("cores")]
public sealed class CrashCoresCollection : ICollectionFixture<CrashCores>;
