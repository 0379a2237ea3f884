namespace Fleet.Gateway.Tests.Intake;

public sealed class SqliteOtlpTests() : OtlpContract(postgres: null);
