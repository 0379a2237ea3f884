using Fleet.Api.V1;
using Fleet.Cli.Commands;
using Fleet.Cli.Observations;
using Fleet.Protocol.Logs;
using ZstdSharp;

namespace Fleet.Cli.Traces;

/// <summary>The log of a device before a failure.</summary>
internal static class TraceLog
{
    /// <summary>Prints the last lines before the failure, of the newest logs that have any.</summary>
    /// <param name="lines">How many.</param>
    public static async Task PrintAsync(ApiContext context, TraceDetails trace, int lines)
    {
        // Of a log that was uploaded for its crash the last lines may be a moment behind it: what stood in the same second belongs to it.
        var endUs = (trace.Summary.Time.Seconds + 1) * 1_000_000;
        var last = new Queue<LogRecord>();
        foreach (var log in trace.Logs)
        {
            await AttachmentDownload.ReadAsync(context, log.Attachment, async content =>
            {
                await using var records = new DecompressionStream(content, leaveOpen: true);
                await LogRecords.ReadAsync(records, record => Keep(last, record, endUs, lines), context.Cancellation);
            });
        }

        if (last.Count == 0)
        {
            context.Note($"No line of a log before the failure is here; ask the device for it: fleet logs request {trace.Summary.Serial} --from ... --to ...");
            return;
        }

        var printer = new LogPrinter(context.Environment.Out, asJson: false);
        foreach (var record in last)
        {
            printer.Print(record);
        }
    }

    private static void Keep(Queue<LogRecord> last, LogRecord record, long endUs, int lines)
    {
        if (record.TimeUs >= endUs)
        {
            return;
        }

        last.Enqueue(record);
        if (last.Count > lines)
        {
            last.Dequeue();
        }
    }
}
