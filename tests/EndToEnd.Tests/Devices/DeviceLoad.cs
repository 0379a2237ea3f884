using System.Net;

namespace Fleet.EndToEnd.Tests.Devices;

/// <summary>
/// Devices that upload as fast as they can, whatever happens to the server meanwhile. Some acknowledgements are taken for lost and their
/// entries sent again; software is updated while entries wait; capture times reach back over some hours, so that closed buckets change too.
/// </summary>
internal sealed class DeviceLoad : IAsyncDisposable
{
    private const int HoursBack = 4;
    private const int MaxValue = 1_000;

    /// <summary>Between two attempts of a device that could not get through.</summary>
    private static readonly TimeSpan BackOff = TimeSpan.FromMilliseconds(25);

    private readonly CancellationTokenSource _stop = new();
    private readonly IReadOnlyList<SyncHttp> _servers;
    private readonly List<Task> _loops = [];
    private readonly SentTotals _sent = new();
    private int _answers;
    private int _duplicates;
    private int _outages;

    /// <param name="servers">Each upload goes to one of them at random.</param>
    /// <param name="prefix">Of the serials.</param>
    /// <param name="count">Devices.</param>
    /// <param name="seed">Of all that is random.</param>
    public DeviceLoad(IReadOnlyList<SyncHttp> servers, string prefix, int count, int seed)
    {
        _servers = servers;
        Devices = [.. Enumerable.Range(0, count).Select(i => new TestDevice($"{prefix}-{i:000}", new Random(seed + i)))];
        _loops.AddRange(Devices.Select((device, i) => Task.Run(() => RunAsync(device, new Random(seed ^ (i << 16))))));
    }

    public IReadOnlyList<TestDevice> Devices { get; }

    public SentTotals Sent => _sent;

    /// <summary>Uploads that got a reply.</summary>
    public int Answers => Volatile.Read(ref _answers);

    /// <summary>Uploads that held entries which were acknowledged before.</summary>
    public int Duplicates => Volatile.Read(ref _duplicates);

    /// <summary>Uploads that failed or were sent away.</summary>
    public int Outages => Volatile.Read(ref _outages);

    /// <summary>Waits for that many more replies: the server works again.</summary>
    public async Task ProgressAsync(int replies, TimeSpan within)
    {
        var goal = Answers + replies;
        await Eventually.Holds(within, () => Assert.True(Answers >= goal, $"{Answers} of {goal} replies; {Outages} uploads failed"));
    }

    /// <summary>Ends the recording; each device goes on until all of its entries are settled.</summary>
    public async Task DrainAsync(TimeSpan within)
    {
        await _stop.CancelAsync();
        var all = Task.WhenAll(_loops);
        if (await Task.WhenAny(all, Task.Delay(within)) != all)
        {
            throw new TimeoutException($"{Devices.Sum(d => d.PendingCount)} entries are not settled within {within.TotalSeconds:0} s; {Answers} replies, {Outages} failures");
        }

        await all;
    }

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        _stop.Dispose();
    }

    private async Task RunAsync(TestDevice device, Random random)
    {
        while (!_stop.IsCancellationRequested || device.PendingCount > 0)
        {
            if (!_stop.IsCancellationRequested && device.PendingCount < 32)
            {
                Record(device, random);
            }

            var server = _servers[random.Next(_servers.Count)];
            var sent = device.NextBatch();
            var outcome = await device.SyncAsync(server, compress: random.Next(4) == 0);
            if (outcome.Status == HttpStatusCode.OK)
            {
                Interlocked.Increment(ref _answers);
                await RepeatSometimesAsync(device, sent, random);
                continue;
            }

            var expected = outcome.Status is null or HttpStatusCode.ServiceUnavailable or HttpStatusCode.TooManyRequests;
            Assert.True(expected, $"{device.Serial}: {outcome.Status}: {outcome.Text}");
            Interlocked.Increment(ref _outages);
            await Task.Delay(BackOff);
        }
    }

    private void Record(TestDevice device, Random random)
    {
        if (random.Next(50) == 0)
        {
            device.Update($"1.{random.Next(3)}.0");
        }

        for (var reports = random.Next(1, 4); reports > 0; reports--)
        {
            var value = random.Next(MaxValue);
            var wall = TestDevice.WallMs - random.NextInt64(HoursBack * SentTotals.HourMs);
            device.Record(value, wall);
            _sent.Add(wall, device.Now.SoftwareVersion, value);
        }
    }

    private async Task RepeatSometimesAsync(TestDevice device, IReadOnlyList<PendingEntry> sent, Random random)
    {
        if (random.Next(8) != 0)
        {
            return;
        }

        var again = await device.ResendAsync(_servers[random.Next(_servers.Count)], sent);
        if (again.Reply is { } reply)
        {
            Interlocked.Increment(ref _duplicates);
            Assert.All(
                sent.Where(e => device.Acknowledged.Contains(e.Number)),
                e => Assert.Contains(reply.Acknowledged, range => range.First <= e.Number && e.Number <= range.Last));
        }
    }
}
