using Fleet.Tests.Shared;

namespace Fleet.Gateway.Tests.Intake;

public sealed class PostgresRemoteWriteTests(PostgresServer postgres) : RemoteWriteContract(postgres);
