using System.Diagnostics;
using Fleet.Protocol.Attachments;
using Fleet.Protocol.Coredumps;
using Fleet.Protocol.Logs;
using Fleet.Protocol.Metrics;
using Fleet.Protocol.Reboots;
using Fleet.Protocol.Recordings;
using Fleet.Protocol.Sync;
using Fleet.Protocol.Telemetry;
using Fleet.Protocol.Wire;

namespace Fleet.Protocol.Tests;

/// <summary>Whatever bytes arrive: either they decode or a <see cref="ProtocolException"/> says what is wrong, in bounded memory.</summary>
public sealed class HostileBytesTests
{
    /// <summary>What decoding may allocate for each byte of input: an entry of a 7-byte encoding becomes a struct of 56 bytes and so on.</summary>
    private const int BytesPerByte = 128;
    private const int BytesPerCase = 128 * 1024;

    private static readonly int Cases = Environment.GetEnvironmentVariable("FLEET_TEST_FULL") == "1" ? 100_000 : 5_000;
    private static readonly KeyTable Table = KeyTable.Of([.. Enum.GetValues<MetricKind>().Select(kind => new MetricColumn($"{kind}", kind))]);

    private delegate byte[] Mutation(Random random, byte[] valid, byte[] other);

    [Theory]
    [InlineData("random bytes")]
    [InlineData("truncated")]
    [InlineData("bits flipped")]
    [InlineData("spliced")]
    [InlineData("nested")]
    [InlineData("headers with lengths that lie")]
    public void Only_ProtocolException_escapes_and_memory_is_bounded(string mutation)
    {
        Mutation mutate = mutation switch
        {
            "random bytes" => RandomBytes,
            "truncated" => (random, valid, _) => valid[..random.Next(valid.Length)],
            "bits flipped" => FlipBits,
            "spliced" => (random, valid, other) => [.. valid[..random.Next(valid.Length)], .. other[random.Next(other.Length)..]],
            "nested" => Nested,
            _ => LyingHeader,
        };
        var valid = Valid();
        const int seed = 20240914;
        var refused = 0;
        var elapsed = Stopwatch.StartNew();
        for (var i = 0; i < Cases; i++)
        {
            var random = new Random(seed + i);
            var input = mutate(random, valid[random.Next(valid.Count)], valid[random.Next(valid.Count)]);
            refused += Attempt(i, input);
        }

        TestContext.Current.TestOutputHelper?.WriteLine($"{Cases} cases, {refused} refusals, {elapsed.Elapsed.TotalMicroseconds / Cases:F0} µs each");
        Assert.True(refused > Cases / 2, $"{refused} refusals of {Cases} cases: the inputs are not hostile");
        Assert.True(elapsed.Elapsed.TotalMilliseconds / Cases < 20, $"{elapsed.Elapsed} for {Cases} cases");
    }

    private static int Attempt(int number, byte[] input)
    {
        var refused = 0;
        foreach (var read in Readers)
        {
            var before = GC.GetAllocatedBytesForCurrentThread();
            try
            {
                read(input);
            }
            catch (ProtocolException e)
            {
                refused++;
                Assert.InRange(e.Message.Length, 1, 4096);
            }
            catch (Exception e)
            {
                Assert.Fail($"case {number}: {e.GetType()} for {Convert.ToHexString(input)}: {e}");
            }

            var allocated = GC.GetAllocatedBytesForCurrentThread() - before;
            Assert.True(allocated <= BytesPerCase + BytesPerByte * (long)input.Length, $"case {number}: {allocated} bytes for {input.Length}: {Convert.ToHexString(input.AsSpan(0, Math.Min(200, input.Length)))}");
        }

        return refused;
    }

    private static readonly Action<byte[]>[] Readers =
    [
        input => Deeply(SyncRequestCodec.Read(input)),
        input => SyncReplyCodec.Read(input),
        input => KeyTable.Decode(input),
        input => AttributesBody.Decode(input),
        input => Report.Decode(input).ReadValues(Table.Columns, 0, (_, _, _) => { }),
        input => Reboot.Decode(input),
        input => Fleet.Protocol.Traces.Trace.Decode(input),
        input => Crash.Decode(input),
        input => Coredump.Decode(input),
        input => LogFile.Decode(input),
        input => LogRecord.Read(input, out _),
        input => Recording.Decode(input),
        input => TelemetryBlock.Decode(input),
        input => RequestAnswer.Decode(input),
        input => new Report(ReportKind.Heartbeat, 1, Table.Hash, input).ReadValues(Table.Columns, 0, (_, _, _) => { }),
        input => FrameCompression.Decompress(input, 64 * 1024),
    ];

    private static void Deeply(SyncRequest request)
    {
        foreach (var entry in request.Entries)
        {
            if (entry.Type == (int)EntryType.Report)
            {
                Report.Decode(entry.Body).ReadValues(Table.Columns, 0, (_, _, _) => { });
            }
            else if (entry.Type == (int)EntryType.Attributes)
            {
                AttributesBody.Decode(entry.Body);
            }
            else
            {
                EntryAttachment.Find(entry.Type, entry.Body);
            }
        }

        foreach (var table in request.Tables)
        {
            KeyTable.Decode(table);
        }
    }

    private static List<byte[]> Valid()
    {
        var valid = new List<byte[]>();
        foreach (var vector in GoldenVectors.All)
        {
            valid.Add(vector.Bytes);
            valid.Add(FrameCompression.Compress(vector.Bytes));
            if (vector.Frame == "request")
            {
                var request = SyncRequestCodec.Read(vector.Bytes);
                valid.AddRange(request.Entries.Select(entry => entry.Body.ToArray()));
                valid.AddRange(request.Entries.Where(entry => entry.Type == 1).Select(entry => Report.Decode(entry.Body).Values.ToArray()));
                valid.AddRange(request.Tables.Select(table => table.ToArray()));
            }
        }

        return valid;
    }

    private static byte[] RandomBytes(Random random, byte[] valid, byte[] other)
    {
        var bytes = new byte[random.Next(2048)];
        random.NextBytes(bytes);
        return bytes;
    }

    private static byte[] FlipBits(Random random, byte[] valid, byte[] other)
    {
        var bytes = (byte[])valid.Clone();
        for (var flips = random.Next(1, 8); flips > 0; flips--)
        {
            bytes[random.Next(bytes.Length)] ^= (byte)(1 << random.Next(8));
        }

        return bytes;
    }

    /// <summary>Thousands of arrays, maps or both in each other, in place of one byte.</summary>
    private static byte[] Nested(Random random, byte[] valid, byte[] other)
    {
        var at = random.Next(valid.Length);
        var nested = new byte[random.Next(1, 20_000)];
        for (var i = 0; i < nested.Length; i++)
        {
            nested[i] = random.Next(3) switch { 0 => 0x91, 1 => 0x81, _ => (byte)random.Next(0x90, 0xa0) };
        }

        return [.. valid[..at], .. nested, .. valid[(at + 1)..]];
    }

    /// <summary>A header of array, map, string, binary or extension with an arbitrary length, in place of one byte.</summary>
    private static byte[] LyingHeader(Random random, byte[] valid, byte[] other)
    {
        var at = random.Next(valid.Length);
        byte[] codes = [0xc4, 0xc5, 0xc6, 0xc7, 0xc8, 0xc9, 0xd9, 0xda, 0xdb, 0xdc, 0xdd, 0xde, 0xdf];
        var length = new byte[4];
        random.NextBytes(length);
        length[0] = random.Next(3) switch { 0 => 0, 1 => 0x7f, _ => 0xff };
        return [.. valid[..at], codes[random.Next(codes.Length)], .. length, .. valid[(at + 1)..]];
    }
}
