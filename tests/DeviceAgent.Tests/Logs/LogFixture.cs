using Fleet.DeviceAgent.Diagnostics;
using Fleet.DeviceAgent.Logs;
using Fleet.DeviceAgent.Logs.Store;
using Fleet.DeviceAgent.Native;
using Fleet.DeviceAgent.Tests.Testing;
using Fleet.Protocol.Logs;
using Fleet.Protocol.Wire;
using Microsoft.Extensions.Time.Testing;

namespace Fleet.DeviceAgent.Tests.Logs;

/// <summary>A log in a folder of its own, and what tests do with logs.</summary>
internal sealed class LogFixture : IDisposable
{
    public static readonly Guid BootId = Guid.Parse("11111111-2222-3333-4444-555555555555");

    public TempDirectory Directory { get; } = new(inMemory: true);

    public AgentCounters Counters { get; } = new();

    public TestLog Log { get; } = new();

    public FakeTimeProvider Time { get; } = new(DateTimeOffset.FromUnixTimeMilliseconds(1_700_000_000_000));

    public LogTail Tail { get; } = new();

    public string[] Files => FilesIn(Directory.Path);

    public LogStore Open(LogStoreOptions? options = null, Guid? bootId = null) => OpenAt(Directory.Path, options, bootId);

    public LogStore OpenAt(string directory, LogStoreOptions? options = null, Guid? bootId = null) =>
        LogStore.Open(directory, options ?? new LogStoreOptions(), bootId ?? BootId, new DeviceClock(Time), () => TimeSpan.FromHours(1), Log.Log, Counters);

    public LogIntake Intake(LogStore store, int linesPerMinute = int.MaxValue, int minimumLevel = LogSeverity.Debug) =>
        new(store, Tail, new LogLineLimit(linesPerMinute, Time), minimumLevel, Counters, Log.Log, Time);

    public static LogRecord Line(int number, int level = 6) => new(1_700_000_000_000_000 + number, level, "app", $"line {number}", default);

    /// <summary>What a kill at this moment would leave.</summary>
    public TempDirectory Snapshot()
    {
        var copy = new TempDirectory(inMemory: true);
        foreach (var file in System.IO.Directory.GetFiles(Directory.Path))
        {
            File.Copy(file, copy[Path.GetFileName(file)]);
        }

        return copy;
    }

    public static string[] FilesIn(string directory) => [.. System.IO.Directory.GetFiles(directory, "*.fleetlog").Order(StringComparer.Ordinal)];

    /// <summary>All lines of all files, in order, read as a server would.</summary>
    public static List<LogRecord> RecordsIn(string directory) => [.. FilesIn(directory).SelectMany(file => Records(File.ReadAllBytes(file)))];

    public List<LogRecord> Records() => RecordsIn(Directory.Path);

    public static List<LogRecord> Records(byte[] attachment)
    {
        ReadOnlyMemory<byte> bytes = FrameCompression.Decompress(attachment, 64 * 1024 * 1024);
        var records = new List<LogRecord>();
        while (!bytes.IsEmpty)
        {
            records.Add(LogRecord.Read(bytes, out var length));
            bytes = bytes[length..];
        }

        return records;
    }

    public void Dispose() => Directory.Dispose();
}
