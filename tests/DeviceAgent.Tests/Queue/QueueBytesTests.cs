using Fleet.DeviceAgent.Diagnostics;
using Fleet.DeviceAgent.Queue;
using Fleet.Protocol.Sync;

namespace Fleet.DeviceAgent.Tests.Queue;

/// <summary>What the disk gets of an entry, and what former versions left there.</summary>
public sealed class QueueBytesTests : IDisposable
{
    private const int Reports = 40;

    /// <summary>
    /// A segment of version 0.1.0: entries 1 to 3 of epoch 0x1122334455667788, type 1, priority 40, wall clock 1,700,000,000,000 ms + number, uptime the number, no
    /// table, bodies "one", "two" and "three"; then that 2 is done.
    /// </summary>
    private const string Former =
        "464c51310000000007000000000000008877665544332211010000000000000096254363570000007087f9b301280100000088776655443322110100" +
        "0000000000000168e5cf8b0100000100000000000000000000000000000000000000000000001111111122223333444455555555555505006c696e75" +
        "780500312e322e336f6e65570000006cdb4ebf012801000000887766554433221102000000000000000268e5cf8b0100000200000000000000000000" +
        "000000000000000000000000001111111122223333444455555555555505006c696e75780500312e322e3374776f5900000057f43745012801000000" +
        "887766554433221103000000000000000368e5cf8b010000030000000000000000000000000000000000000000000000111111112222333344445555" +
        "5555555505006c696e75780500312e322e33746872656519000000525000dd03887766554433221102000000000000000200000000000000";

    private readonly QueueFixture _fixture = new();

    public void Dispose() => _fixture.Dispose();

    [Theory]
    [InlineData(1300)]
    [InlineData(1900)]
    [InlineData(3900)]
    public void A_flushed_report_that_fits_into_a_page_lies_in_one(int bytes)
    {
        using (var queue = _fixture.Open())
        {
            for (var i = 1; i <= Reports; i++)
            {
                queue.Append(QueueFixture.Draft(i, bytes));
                queue.Flush();
                if (i % 3 == 0)
                {
                    queue.Remove(queue.Epoch, [i]);
                }
            }
        }

        var file = File.ReadAllBytes(Assert.Single(_fixture.Files));
        for (var i = 1; i <= Reports; i++)
        {
            var at = file.AsSpan().IndexOf(QueueFixture.Draft(i, bytes).Body.Span);
            Assert.True(at > 0 && at / Segment.PageBytes == (at + bytes - 1) / Segment.PageBytes, $"report {i} of {bytes} bytes lies at {at}");
        }

        using var reopened = _fixture.Open();
        Assert.Equal(0, _fixture.Counters[AgentCounter.QueueDamagedFiles]);
        Assert.Equal(Enumerable.Range(1, Reports).Where(i => i % 3 != 0).Select(i => (long)i), QueueFixture.All(reopened).Select(entry => entry.Header.Number));
    }

    [Fact]
    public void Entries_that_are_not_flushed_one_by_one_lie_without_gaps()
    {
        using var queue = _fixture.Open();
        for (var i = 1; i <= Reports; i++)
        {
            queue.Append(QueueFixture.Draft(i, bytes: 1900));
        }

        queue.Flush();
        Assert.InRange(queue.DiskBytes, Reports * 1900, (Reports * 2020) + Segment.PageBytes);
    }

    [Fact]
    public void A_body_takes_its_compressed_bytes_on_the_disk_and_its_own_in_a_batch()
    {
        var body = new byte[4000];
        new Random(1).NextBytes(body.AsSpan(0, 400));
        using (var queue = _fixture.Open())
        {
            for (var i = 0; i < 3; i++)
            {
                queue.Append(QueueFixture.Draft(i) with { Body = body });
            }

            queue.Flush();
            Assert.InRange(queue.DiskBytes, 3 * 400, 3 * 640);
            Assert.Equal(2, queue.NextBatch(10, 8000)!.Entries.Count);
        }

        using var reopened = _fixture.Open();
        Assert.All(QueueFixture.All(reopened), entry => Assert.Equal(body, entry.Body));
    }

    [Fact]
    public void A_segment_of_a_version_before_is_read_and_not_appended_to()
    {
        var path = _fixture.Directory[Segment.NameOf(7)];
        var former = Convert.FromHexString(Former);
        File.WriteAllBytes(path, former);
        using (var queue = _fixture.Open())
        {
            Assert.Equal(0x1122334455667788ul, queue.Epoch);
            Assert.True(queue.HasNumbered(queue.Epoch, 3));
            Assert.False(queue.HasNumbered(queue.Epoch, 4));
            Assert.Equal(4, queue.Append(QueueFixture.Draft(4)));
            queue.Flush();
        }

        Assert.Equal(former, File.ReadAllBytes(path));
        Assert.Equal(2, _fixture.Files.Length);
        using var reopened = _fixture.Open();
        var all = QueueFixture.All(reopened);
        Assert.Equal([1L, 3, 4], all.Select(entry => entry.Header.Number));
        Assert.Equal(["one"u8.ToArray(), "three"u8.ToArray(), QueueFixture.Draft(4).Body.ToArray()], all.Select(entry => entry.Body));
        Assert.Equal(
            new EntryHeader(0x1122334455667788, 3, (int)EntryType.Report, EntryPriority.Report, 1_700_000_000_003, 3, QueueFixture.Origin, default),
            all[1].Header);
        Assert.Equal(0, _fixture.Counters[AgentCounter.QueueDamagedFiles]);
    }
}
