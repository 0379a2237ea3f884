using System.Buffers;
using System.Buffers.Text;
using System.Text;
using Fleet.Cli.Http;
using Fleet.Cli.Simulation;

namespace Fleet.PeerLoad;

/// <summary>
/// The same heartbeats as lines of the Prometheus text format, a sample each. Values are the numbers that the heartbeat has; what a line
/// repeats for each sample (name and labels) is that format's nature.
/// </summary>
internal sealed class PrometheusFormat : IUploadFormat
{
    private readonly SimulationOptions _options;
    private readonly SimulatedMetrics _metrics;
    private readonly SimulationClock _clock;
    private readonly byte[][] _names;

    public PrometheusFormat(SimulationOptions options, SimulatedMetrics metrics, SimulationClock clock)
    {
        _options = options;
        _metrics = metrics;
        _clock = clock;
        _names = [.. metrics.Columns.Select(c => Encoding.ASCII.GetBytes(c.Key.Replace('.', '_') + "{serial=\""))];
    }

    public HttpRequestBuffer CreateBuffer() => new(_options.Server, "/api/v1/import/prometheus", "text/plain", bearer: null);

    public void Write(IBufferWriter<byte> body, in UploadBatch batch, bool withTables)
    {
        var device = batch.Device.Index;
        var rest = Encoding.ASCII.GetBytes(
            $"{SyncFormat.Serial(_options.Seed, device)}\",cohort=\"default\",version=\"{_options.Versions[device % _options.Versions.Count]}\"}} ");
        var now = _clock.NowMs;
        for (var report = batch.First; report <= batch.Last; report++)
        {
            var captured = _clock.CapturedMs(report, now);
            for (var metric = 0; metric < _names.Length; metric++)
            {
                body.Write(_names[metric]);
                body.Write(rest);
                var span = body.GetSpan(64);
                Utf8Formatter.TryFormat(_metrics.Quarters(metric, device, report) / 4d, span, out var digits);
                span[digits++] = (byte)' ';
                Utf8Formatter.TryFormat(captured, span[digits..], out var time);
                span[digits + time] = (byte)'\n';
                body.Advance(digits + time + 1);
            }
        }
    }

    public Verdict Judge(in UploadBatch batch, in HttpReply reply, out string? problem)
    {
        problem = reply.IsSuccess ? null : $"status {reply.Status}: {Encoding.UTF8.GetString(reply.Body.Span)}";
        return reply.Status == 503 ? Verdict.Busy : reply.IsSuccess ? Verdict.Accepted : Verdict.Wrong;
    }
}
