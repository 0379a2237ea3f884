using Fleet.Tests.Shared;

namespace Fleet.Gateway.Tests.Intake;

public sealed class PostgresOtlpTests(PostgresServer postgres) : OtlpContract(postgres);
