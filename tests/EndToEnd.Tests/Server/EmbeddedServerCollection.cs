namespace Fleet.EndToEnd.Tests.Server;

[CollectionDefinition(EmbeddedServer.Collection)]
public sealed class EmbeddedServerCollection : ICollectionFixture<EmbeddedServer>;
