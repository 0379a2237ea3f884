namespace Fleet.Gateway.Tests.Intake;

public sealed class SqliteRemoteWriteTests() : RemoteWriteContract(postgres: null);
