using System.Buffers;
using System.Buffers.Binary;
using System.Security.Cryptography;
using Fleet.Api.V1;
using Fleet.EndToEnd.Tests.Api;
using Fleet.EndToEnd.Tests.Devices;
using Fleet.EndToEnd.Tests.Processes;
using Fleet.EndToEnd.Tests.Server;
using Fleet.Protocol.Sync;

namespace Fleet.EndToEnd.Tests.Observations;

/// <summary>Devices without a network: what they wrote to a file comes in by <c>fleet import</c>.</summary>
[Collection(EmbeddedServer.Collection)]
public sealed class ImportTests(EmbeddedServer embedded) : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly FleetCli _cli = new(embedded.Server);
    private readonly byte[] _core = Bodies.Core().Compressed;

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task File_counts_once_however_often_it_is_imported()
    {
        var device = Device("offline-1");
        var path = Write([Attachment(_core), Frame(device), Frame(device)]);

        Assert.Equal((1, 2, 4, 2, 0), await ImportAsync(path));
        Assert.Equal((1, 2, 4, 4, 0), await ImportAsync(path));

        using var api = FleetApi.Grpc(embedded.Server);
        await Eventually.Holds(TimeSpan.FromSeconds(30), async () => Assert.Equal(2, await CountAsync(api, "offline-1")));
    }

    [Fact]
    public async Task File_that_lacks_what_an_entry_names_is_taken_as_far_as_it_goes_and_says_so()
    {
        var device = new TestDevice("offline-2", Random.Shared);
        device.Record(EntryType.Reboot, Bodies.Reboot);
        device.Record(EntryType.Recording, Bodies.Recording(RandomNumberGenerator.GetBytes(100)));
        var run = await _cli.RunAsync("import", Write([Frame(device)]));
        Assert.Equal(1, run.ExitCode);
        Assert.Contains("could not take 1 entries", run.Errors, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("cut", "of which ")]
    [InlineData("header", "header is cut off")]
    [InlineData("content", "is not what its digest")]
    [InlineData("frame", "does not decode")]
    [InlineData("kind", "a record of kind 77")]
    public async Task Damage_is_named_by_its_place_and_what_stood_before_it_is_sent(string damage, string message)
    {
        var device = Device($"damaged-{damage}");
        List<byte[]> records = [Attachment(_core), Frame(device)];
        records.Add(damage switch
        {
            "cut" => Frame(device)[..^1],
            "header" => [1, 2, 3],
            "content" => Record(1, [.. SHA256.HashData("other"u8), 1, 2, 3]),
            "frame" => Record(2, [0x80]),
            _ => Record(77, [1]),
        });
        var at = 4 + records.Take(2).Sum(r => r.Length);

        var run = await _cli.RunAsync("import", Write(records), "--json");

        Assert.Equal(1, run.ExitCode);
        Assert.Contains($"at byte {at}: ", run.Errors, StringComparison.Ordinal);
        Assert.Contains(message, run.Errors, StringComparison.Ordinal);
        using var summary = System.Text.Json.JsonDocument.Parse(run.Output);
        Assert.Equal(2, summary.RootElement.GetProperty("acknowledged").GetInt64());
    }

    [Fact]
    public async Task What_is_no_export_and_what_is_not_there_is_said()
    {
        var path = Path.Combine(_folder.Path, "holiday.jpg");
        await File.WriteAllBytesAsync(path, [0xff, 0xd8, 0xff, 0xe0, 1, 2, 3]);
        Assert.Contains("does not begin with FLX1", (await _cli.RunAsync("import", path)).Errors, StringComparison.Ordinal);
        Assert.Equal(3, (await _cli.RunAsync("import", path + ".none")).ExitCode);
        Assert.Equal(4, (await _cli.RunAsync("import", Write([Frame(Device("offline-3"))]), "--key", "flt_key_wrong")).ExitCode);
    }

    private static async Task<int> CountAsync(FleetApi api, string serial) =>
        (await api.Observations.ListObservationsAsync(new ListObservationsRequest { Project = "default", Serial = serial })).Observations.Count;

    /// <summary>One with a coredump and a reboot to tell.</summary>
    private TestDevice Device(string serial)
    {
        var device = new TestDevice(serial, Random.Shared);
        device.Record(EntryType.Reboot, Bodies.Reboot);
        device.Record(EntryType.Coredump, Bodies.Coredump(_core));
        return device;
    }

    private async Task<(int Attachments, int Frames, long Acknowledged, long Duplicates, long Left)> ImportAsync(string path)
    {
        var summary = await _cli.JsonAsync("import", path);
        return (
            summary.GetProperty("attachments").GetInt32(),
            summary.GetProperty("frames").GetInt32(),
            summary.GetProperty("acknowledged").GetInt64(),
            summary.GetProperty("duplicates").GetInt64(),
            summary.GetProperty("left").GetInt64());
    }

    private string Write(IEnumerable<byte[]> records)
    {
        var path = Path.Combine(_folder.Path, $"{Guid.NewGuid():n}.flx");
        File.WriteAllBytes(path, [.. "FLX1"u8, .. records.SelectMany(r => r)]);
        return path;
    }

    private static byte[] Attachment(byte[] content) => Record(1, [.. SHA256.HashData(content), .. content]);

    private static byte[] Frame(TestDevice device)
    {
        var frame = new ArrayBufferWriter<byte>();
        SyncRequestCodec.Write(frame, device.Export());
        return Record(2, frame.WrittenSpan.ToArray());
    }

    private static byte[] Record(uint kind, byte[] content)
    {
        var header = new byte[8];
        BinaryPrimitives.WriteUInt32LittleEndian(header, (uint)content.Length);
        BinaryPrimitives.WriteUInt32LittleEndian(header.AsSpan(4), kind);
        return [.. header, .. content];
    }
}
