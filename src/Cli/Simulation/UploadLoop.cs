using System.Diagnostics.CodeAnalysis;
using System.Net.Sockets;
using Fleet.Cli.Http;

namespace Fleet.Cli.Simulation;

/// <summary>
/// One connection and the devices that share it. An upload is repeated, byte for byte, until the server has answered it, whatever happens
/// to the connection: only so does the simulator know what the server must have counted.
/// </summary>
internal sealed class UploadLoop : IDisposable
{
    private static readonly TimeSpan FirstBackOff = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan DefaultRetryAfter = TimeSpan.FromSeconds(1);

    private readonly SimulationOptions _options;
    private readonly IReadOnlyList<SimulatedDevice> _devices;
    private readonly IUploadFormat _format;
    private readonly Pace _pace;
    private readonly TimeProvider _time;
    private readonly HttpRequestBuffer _buffer;
    private HttpConnection? _connection;
    private long _waitingSince;

    public UploadLoop(SimulationOptions options, IReadOnlyList<SimulatedDevice> devices, IUploadFormat format, Pace pace, TimeProvider time)
    {
        _options = options;
        _devices = devices;
        _format = format;
        _pace = pace;
        _time = time;
        _buffer = format.CreateBuffer();
    }

    public LoopStatistics Statistics { get; } = new();

    /// <summary>Timestamp of the last acknowledgement.</summary>
    public long LastAccepted { get; private set; }

    /// <summary>Uploads until all reports are sent.</summary>
    /// <param name="stop">Starts no other upload; the one under way is finished.</param>
    /// <param name="abort">Leaves at once.</param>
    /// <exception cref="SimulationFailedException">The key is refused, or patience ran out.</exception>
    public async Task RunAsync(CancellationToken stop, CancellationToken abort)
    {
        for (long round = 0; _options.Reports is not { } all || round * _options.Batch < all; round++)
        {
            foreach (var device in _devices)
            {
                if (stop.IsCancellationRequested)
                {
                    return;
                }

                var last = device.Acknowledged + _options.Batch;
                var batch = new UploadBatch(device, device.Acknowledged + 1, Math.Min(last, _options.Reports ?? last));
                long due;
                try
                {
                    due = await _pace.WaitAsync((round * _options.Devices) + device.Index, stop);
                }
                catch (OperationCanceledException) when (!abort.IsCancellationRequested)
                {
                    return;
                }

                await UploadAsync(batch, due, abort);
            }
        }
    }

    /// <summary>Breaks the connection when its reply is overdue; the loop then tries again on another.</summary>
    public void BreakIfSilentFor(TimeSpan timeout)
    {
        var since = Volatile.Read(ref _waitingSince);
        if (since != 0 && _time.GetElapsedTime(since) > timeout)
        {
            Volatile.Read(ref _connection)?.Dispose();
        }
    }

    public void Dispose() => _connection?.Dispose();

    private async Task UploadAsync(UploadBatch batch, long due, CancellationToken abort)
    {
        var resend = ResendOf(batch);
        Compose(batch, withTables: false);
        for (long? trouble = null; ;)
        {
            var reply = resend == Resend.LostReply ? null : await TryExchangeAsync(trouble, abort);
            if (resend == Resend.LostReply)
            {
                resend = Resend.None;
                await SendAndHangUpAsync(abort);
                continue;
            }

            if (reply is not { } answer)
            {
                trouble ??= _time.GetTimestamp();
                continue;
            }

            switch (_format.Judge(batch, answer, out var problem))
            {
                case Verdict.Accepted when resend == Resend.Duplicate:
                    resend = Resend.None;
                    Statistics.CountResent();
                    break;
                case Verdict.Accepted:
                    LastAccepted = _time.GetTimestamp();
                    batch.Device.Acknowledged = batch.Last;
                    Statistics.Accepted(_buffer.BodyLength, _time.GetElapsedTime(due, LastAccepted));
                    return;
                case Verdict.WantsTables:
                    Statistics.CountTable();
                    Compose(batch, withTables: true);
                    break;
                case Verdict.Busy:
                    Statistics.CountBusy();
                    trouble ??= _time.GetTimestamp();
                    ThrowIfOutOfPatience(trouble.Value, $"the server only said that it is busy (status {answer.Status})");
                    await Task.Delay(answer.RetryAfter ?? DefaultRetryAfter, _time, abort);
                    break;
                case Verdict.Unauthorized:
                    throw new SimulationFailedException(ExitCode.NotAuthenticated, $"the server does not accept the project key: {problem}");
                default:
                    Statistics.Mismatch($"{SyncFormat.Serial(_options.Seed, batch.Device.Index)}: {problem}");
                    throw new SimulationFailedException(ExitCode.Failure, Statistics.Problems[^1]);
            }
        }
    }

    private void Compose(in UploadBatch batch, bool withTables)
    {
        _format.Write(_buffer.Begin(), batch, withTables);
        _buffer.Complete();
    }

    /// <returns>Null when there was no usable reply, after a pause.</returns>
    private async ValueTask<HttpReply?> TryExchangeAsync(long? trouble, CancellationToken abort)
    {
        try
        {
            var connection = _connection ?? await ConnectAsync(abort);
            Volatile.Write(ref _waitingSince, _time.GetTimestamp());
            await connection.SendAsync(_buffer.Request, abort);
            var reply = await connection.ReceiveAsync(abort);
            Volatile.Write(ref _waitingSince, 0);
            if (!reply.KeepAlive)
            {
                Drop();
            }

            return reply;
        }
        catch (Exception e) when (e is IOException or SocketException or ObjectDisposedException && !abort.IsCancellationRequested)
        {
            Volatile.Write(ref _waitingSince, 0);
            Drop();
            Statistics.CountReconnect();
            if (trouble is { } since)
            {
                ThrowIfOutOfPatience(since, $"{_options.Server} gives no usable reply: {e.Message}");
                await Task.Delay(FirstBackOff, _time, abort);
            }

            return null;
        }
    }

    private async Task SendAndHangUpAsync(CancellationToken abort)
    {
        try
        {
            await (_connection ?? await ConnectAsync(abort)).SendAsync(_buffer.Request, abort);
            Statistics.CountResent();
        }
        catch (Exception e) when (e is IOException or SocketException or ObjectDisposedException)
        {
            Statistics.CountReconnect();
        }

        Drop();
    }

    private async ValueTask<HttpConnection> ConnectAsync(CancellationToken abort)
    {
        var connection = await HttpConnection.ConnectAsync(_options.Server, abort);
        Volatile.Write(ref _connection, connection);
        return connection;
    }

    private void Drop()
    {
        _connection?.Dispose();
        Volatile.Write(ref _connection, null);
    }

    private void ThrowIfOutOfPatience(long since, string what)
    {
        var waited = _time.GetElapsedTime(since);
        if (waited > _options.Patience)
        {
            throw new SimulationFailedException(ExitCode.Unreachable, $"for {waited.TotalSeconds:f0} s {what}");
        }
    }

    [SuppressMessage("Security", "CA5394", Justification = "Which uploads are repeated is no secret.")]
    private Resend ResendOf(in UploadBatch batch)
    {
        if (_options.Resend <= 0)
        {
            return Resend.None;
        }

        var roll = Scramble.Of((ulong)_options.Seed, ((ulong)(uint)batch.Device.Index << 32) ^ (ulong)batch.First);
        return roll % 10_000 >= _options.Resend * 100 ? Resend.None : (roll >> 32) % 2 == 0 ? Resend.LostReply : Resend.Duplicate;
    }
}
