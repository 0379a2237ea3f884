using System.Buffers;
using System.Collections.Concurrent;
using Fleet.Protocol.Metrics;
using Fleet.Protocol.Sync;

namespace Fleet.Cli.Tests.Simulation;

/// <summary>The device API with a memory: decodes batches, keeps each entry once, and misbehaves as a test asks.</summary>
internal sealed class DeviceServer : IAsyncDisposable
{
    private readonly TestServer _server;
    private readonly Func<int, TestRequest, SyncRequest, byte[]?> _trouble;
    private int _requests;

    /// <param name="trouble">Number of the request from 0, the request, its batch: an answer instead of the right one; null for the right one.</param>
    public DeviceServer(Func<int, TestRequest, SyncRequest, byte[]?>? trouble = null)
    {
        _trouble = trouble ?? ((_, _, _) => null);
        _server = new TestServer(Answer, hangsUp: true);
    }

    public Uri Address => _server.Address;

    public int Requests => Volatile.Read(ref _requests);

    /// <summary>Each accepted entry, and how often it was sent.</summary>
    public ConcurrentDictionary<(string Serial, ulong Epoch, long Number), int> Entries { get; } = new();

    public ConcurrentDictionary<TableHash, KeyTable> Tables { get; } = new();

    public static byte[] Ok(SyncReply reply)
    {
        var body = new ArrayBufferWriter<byte>();
        SyncReplyCodec.Write(body, reply);
        return TestServer.Reply(200, body.WrittenSpan.ToArray());
    }

    public ValueTask DisposeAsync() => _server.DisposeAsync();

    private byte[]? Answer(TestRequest request)
    {
        var batch = SyncRequestCodec.Read(request.Body);
        var number = Interlocked.Increment(ref _requests) - 1;
        foreach (var table in batch.Tables)
        {
            var decoded = KeyTable.Decode(table);
            Tables.TryAdd(decoded.Hash, decoded);
        }

        if (_trouble(number, request, batch) is { } answer)
        {
            return answer.Length == 0 ? null : answer;
        }

        var unknown = batch.Entries.Select(e => Report.Decode(e.Body).Table).Where(t => !Tables.ContainsKey(t)).Distinct().ToList();
        if (unknown.Count > 0)
        {
            return Ok(new SyncReply { UnknownTables = unknown, ServerTimeMs = batch.WallMs });
        }

        foreach (var entry in batch.Entries)
        {
            Entries.AddOrUpdate((batch.Device.Serial, batch.Epoch, entry.Number), 1, (_, times) => times + 1);
        }

        return Ok(new SyncReply
        {
            Acknowledged = [new NumberRange(batch.Entries[0].Number, batch.Entries[^1].Number)],
            Configuration = batch.ConfigurationRevision == 2 ? null : new DeviceConfiguration(2, 3_600_000, true, true, false),
            ServerTimeMs = batch.WallMs,
        });
    }
}
