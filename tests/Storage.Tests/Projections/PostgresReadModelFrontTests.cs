namespace Fleet.Storage.Tests.Projections;

public sealed class PostgresReadModelFrontTests(PostgresStore store) : ReadModelFrontContract(store), IClassFixture<PostgresStore>;
