using Fleet.Protocol;
using Fleet.Protocol.Logs;

namespace Fleet.Cli.Observations;

/// <summary>Reads the records of a log file, one behind the other, without holding more than the longest.</summary>
internal static class LogRecords
{
    private const int FirstBufferBytes = 64 * 1024;

    /// <summary>The longest record: what a device may put into an entry and more.</summary>
    private const int MaxRecordBytes = 4 * 1024 * 1024;

    /// <exception cref="CliException">The content is damaged: the records before were handed out.</exception>
    public static async Task ReadAsync(Stream content, Action<LogRecord> take, CancellationToken cancellation)
    {
        var buffer = new byte[FirstBufferBytes];
        var (filled, records) = (0, 0L);
        while (true)
        {
            var count = await ReadAsync(content, buffer.AsMemory(filled), records, cancellation);
            filled += count;
            var taken = 0;
            ProtocolException? failure = null;
            while (taken < filled && failure is null)
            {
                try
                {
                    var record = LogRecord.Read(buffer.AsMemory(taken, filled - taken), out var length);
                    take(record);
                    taken += length;
                    records++;
                }
                catch (ProtocolException e)
                {
                    // Cut or damaged: more bytes tell.
                    failure = e;
                }
            }

            buffer.AsSpan(taken, filled - taken).CopyTo(buffer);
            filled -= taken;
            if (count == 0 && filled == 0)
            {
                return;
            }

            if (failure is not null && (count == 0 || filled >= MaxRecordBytes))
            {
                throw Damaged(records, failure.Message);
            }

            if (filled == buffer.Length)
            {
                Array.Resize(ref buffer, buffer.Length * 2);
            }
        }
    }

    private static async Task<int> ReadAsync(Stream content, Memory<byte> into, long records, CancellationToken cancellation)
    {
        try
        {
            return await content.ReadAsync(into, cancellation);
        }
        catch (Exception e) when (e is ZstdSharp.ZstdException or EndOfStreamException)
        {
            throw Damaged(records, e.Message);
        }
    }

    private static CliException Damaged(long records, string why) => new(ExitCode.Failure, $"the log file is damaged behind record {records}: {why}");
}
