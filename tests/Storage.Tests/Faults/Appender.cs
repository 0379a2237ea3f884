using System.Diagnostics;
using Fleet.Domain.Devices;
using Fleet.Storage.Tests.EventLog;

namespace Fleet.Storage.Tests.Faults;

/// <summary>
/// Appends without end to the store that the environment names, and prints <c>ack device sequence</c> for each append that was acknowledged.
/// Not a test: the tests of kills run it in a process of its own.
/// </summary>
public sealed class Appender
{
    public const int Devices = 24;
    public const string Acknowledged = "ack ";

    private const string SqliteVariable = "FLEET_APPENDER_SQLITE";
    private const string PostgresVariable = "FLEET_APPENDER_POSTGRESQL";

    public static DeviceKey Device(int number) => new("appender", $"d{number}");

    /// <summary>Starts the process.</summary>
    public static Process Start(StorageOptions options)
    {
        string[] arguments = ["-explicit", "only", "-method", $"{typeof(Appender).FullName}.{nameof(Append_until_killed)}"];
        var program = Environment.ProcessPath!;
        if (Path.GetFileName(program) == "dotnet")
        {
            arguments = [typeof(Appender).Assembly.Location, .. arguments];
        }

        var start = new ProcessStartInfo(program, arguments) { UseShellExecute = false, RedirectStandardOutput = true };
        start.Environment[options.DataFolder is null ? PostgresVariable : SqliteVariable] = options.DataFolder ?? options.ConnectionString;
        return Process.Start(start)!;
    }

    [Fact(Explicit = true)]
    public async Task Append_until_killed()
    {
        await using var store = await RunningStore.StartAsync(
            Environment.GetEnvironmentVariable(SqliteVariable) is { } folder
                ? StorageOptions.Sqlite(folder)
                : StorageOptions.PostgreSql(Environment.GetEnvironmentVariable(PostgresVariable)!));

        await Task.WhenAll(Enumerable.Range(0, Devices).Select(async number =>
        {
            var device = Device(number);
            for (var sequence = (await store.Log.LoadAsync(device, default)).Sequence; ; sequence++)
            {
                var result = await store.Log.AppendAsync(Appends.To(device, sequence), default);
                Console.Out.Write($"{(result.IsCommitted ? Acknowledged : "refused ")}{number} {sequence + 1}\n");
            }
        }));
    }
}
