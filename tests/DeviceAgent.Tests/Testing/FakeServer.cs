using System.Buffers;
using System.Net;
using System.Threading.Channels;
using Fleet.Protocol;
using Fleet.Protocol.Attachments;
using Fleet.Protocol.Metrics;
using Fleet.Protocol.Sync;
using Fleet.Protocol.Wire;

namespace Fleet.DeviceAgent.Tests.Testing;

/// <summary>
/// A peer that speaks the device protocol with the server's own codecs over real HTTP: remembers numbers and key tables as the platform does.
/// What it answers can be replaced per request.
/// </summary>
internal sealed class FakeServer : IDisposable
{
    public const string Key = "flt_key_test";

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private readonly HttpListener _listener;
    private readonly Channel<SyncRequest> _requests = Channel.CreateUnbounded<SyncRequest>();
    private readonly Dictionary<TableHash, KeyTable> _tables = [];

    /// <param name="host">Address that it listens at.</param>
    public FakeServer(string host = "127.0.0.1")
    {
        // HttpListener takes no port 0; a free one is found by trying. One that failed to start is of no more use.
        while (true)
        {
            var port = Random.Shared.Next(20_000, 60_000);
            var listener = new HttpListener();
            listener.Prefixes.Add($"http://{host}:{port}/");
            try
            {
                listener.Start();
                _listener = listener;
                Url = new Uri($"http://{host}:{port}");
                break;
            }
            catch (HttpListenerException)
            {
                listener.Close();
            }
        }

        _ = RunAsync();
    }

    public Uri Url { get; }

    /// <summary>Entries by epoch and number, as first accepted.</summary>
    public Dictionary<(ulong Epoch, long Number), SyncEntry> Entries { get; } = [];

    /// <summary>Entries that came again, and with other content: never to happen.</summary>
    public List<string> Contradictions { get; } = [];

    /// <summary>Answers instead of the default: return null to let the default answer.</summary>
    public Func<SyncRequest, HttpListenerResponse, SyncReply?>? Answer { get; set; }

    /// <summary>Status codes to answer with before anything else, in order; nothing of the request is taken.</summary>
    public Queue<(int Status, string? RetryAfter, string Body)> Failures { get; } = new();

    /// <summary>Take the request, then break the connection this many times.</summary>
    public int LostReplies { get; set; }

    /// <summary>Of each reply so many bytes are sent: as all of it, or before the connection breaks in the middle.</summary>
    public (int Bytes, bool AsWhole)? Cut { get; set; }

    public IReadOnlyDictionary<TableHash, KeyTable> Tables => _tables;

    /// <summary>Frames' sizes as they came over the wire, in order.</summary>
    public List<long> Sizes { get; } = [];

    public async Task<SyncRequest> NextRequestAsync()
    {
        using var patience = new CancellationTokenSource(Patience);
        return await _requests.Reader.ReadAsync(patience.Token);
    }

    public int RequestsWaiting => _requests.Reader.Count;

    /// <summary>Its attachments.</summary>
    public FakeBlobs Blobs { get; } = new();

    /// <summary>Bodies of the entries of one type, in the order of their capture.</summary>
    public List<byte[]> Bodies(EntryType type)
    {
        lock (Entries)
        {
            return [.. Entries.Values.Where(entry => entry.Type == (int)type).OrderBy(entry => entry.WallMs).Select(entry => entry.Body.ToArray())];
        }
    }

    /// <summary>All reports, each value with its key.</summary>
    public List<Dictionary<string, MetricValue>> Reports()
    {
        lock (Entries)
        {
            return
            [
                .. Entries.OrderBy(entry => entry.Value.WallMs).Where(entry => entry.Value.Type == (int)EntryType.Report).Select(entry =>
                {
                    var report = Report.Decode(entry.Value.Body);
                    var columns = _tables[report.Table].Columns;
                    var values = new Dictionary<string, MetricValue>();
                    report.ReadValues(columns, values, (target, i, value) => target.Add(columns[i].Key, value));
                    return values;
                }),
            ];
        }
    }

    public void Dispose() => _listener.Close();

    private async Task RunAsync()
    {
        while (_listener.IsListening)
        {
            try
            {
                var context = await _listener.GetContextAsync();
                await HandleAsync(context);
            }
            catch (Exception e) when (e is HttpListenerException or ObjectDisposedException or InvalidOperationException)
            {
                // The agent broke the connection, or the test is over.
                continue;
            }
        }
    }

    private async Task HandleAsync(HttpListenerContext context)
    {
        if (context.Request.Url!.AbsolutePath.StartsWith(FakeBlobs.Path, StringComparison.Ordinal))
        {
            await Blobs.HandleAsync(context);
            return;
        }

        using var body = new MemoryStream();
        await context.Request.InputStream.CopyToAsync(body);
        ReadOnlyMemory<byte> frame = body.ToArray();
        Sizes.Add(frame.Length);
        if (context.Request.Headers["Content-Encoding"] == FrameCompression.Name)
        {
            frame = FrameCompression.Decompress(frame, ProtocolLimits.MaxFrameBytes);
        }

        var request = SyncRequestCodec.Read(frame);
        var answer = Respond(context, request);

        // Once all of the request is taken, and before the agent knows of it.
        _requests.Writer.TryWrite(request);
        answer();
    }

    /// <returns>To be called to answer.</returns>
    private Action Respond(HttpListenerContext context, SyncRequest request)
    {
        var response = context.Response;
        if (context.Request.Headers["Authorization"] != $"Bearer {Key}" || context.Request.Url!.AbsolutePath != "/device/v1/sync")
        {
            return () => Fail(response, (401, null, ""));
        }

        if (Failures.TryDequeue(out var failure))
        {
            return () => Fail(response, failure);
        }

        if (Answer is { } answer && answer(request, response) is var reply && (reply is not null || response.StatusCode != 200))
        {
            return () => Send(response, reply);
        }

        var taken = Take(request);
        if (LostReplies > 0)
        {
            LostReplies--;
            return response.Abort;
        }

        return () => Send(response, taken);
    }

    /// <summary>What the platform does: every entry whose table is known is taken, once.</summary>
    public SyncReply Take(SyncRequest request)
    {
        lock (Entries)
        {
            foreach (var encoded in request.Tables)
            {
                var table = KeyTable.Decode(encoded);
                _tables[table.Hash] = table;
            }

            var acknowledged = new List<NumberRange>();
            var unknown = new HashSet<TableHash>();
            foreach (var entry in request.Entries.OrderBy(entry => entry.Number))
            {
                if (entry.Type == (int)EntryType.Report && Report.Decode(entry.Body).Table is var hash && !_tables.ContainsKey(hash))
                {
                    unknown.Add(hash);
                    continue;
                }

                // Neither taken nor refused: its attachment is to come first.
                if (EntryAttachment.Find(entry.Type, entry.Body) is { } attachment && !Blobs.Has(attachment))
                {
                    continue;
                }

                if (!Entries.TryAdd((request.Epoch, entry.Number), entry) && !Entries[(request.Epoch, entry.Number)].Body.Span.SequenceEqual(entry.Body.Span))
                {
                    Contradictions.Add($"{request.Epoch:x}/{entry.Number}");
                }

                acknowledged.Add(new NumberRange(entry.Number, entry.Number));
            }

            return new SyncReply { Acknowledged = acknowledged, UnknownTables = [.. unknown], ServerTimeMs = 1_700_000_000_000 };
        }
    }

    private static void Fail(HttpListenerResponse response, (int Status, string? RetryAfter, string Body) failure)
    {
        response.StatusCode = failure.Status;
        if (failure.RetryAfter is not null)
        {
            response.Headers["Retry-After"] = failure.RetryAfter;
        }

        response.Close(System.Text.Encoding.UTF8.GetBytes(failure.Body), willBlock: true);
    }

    private void Send(HttpListenerResponse response, SyncReply? reply)
    {
        if (reply is null)
        {
            response.Close();
            return;
        }

        var buffer = new ArrayBufferWriter<byte>();
        SyncReplyCodec.Write(buffer, reply);
        response.ContentType = "application/msgpack";
        if (Cut is not var (bytes, asWhole))
        {
            response.Close(buffer.WrittenSpan.ToArray(), willBlock: true);
            return;
        }

        response.ContentLength64 = asWhole ? bytes : buffer.WrittenCount;
        response.OutputStream.Write(buffer.WrittenSpan[..bytes]);
        response.OutputStream.Flush();
        if (asWhole)
        {
            response.Close();
        }
        else
        {
            response.Abort();
        }
    }
}
