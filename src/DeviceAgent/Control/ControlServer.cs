using System.Buffers;
using System.Net.Sockets;
using System.Text.Json;
using Fleet.DeviceAgent.Diagnostics;

namespace Fleet.DeviceAgent.Control;

/// <summary>
/// Answers <c>fleetctl</c> and applications over a Unix stream socket: one line of JSON asks, <c>{"command":"status"}</c>, one line answers,
/// <c>{"ok":true,...}</c> or <c>{"ok":false,"error":"..."}</c>; then the next, until the peer closes.
/// </summary>
internal sealed class ControlServer : IDisposable
{
    /// <summary>The longest command is a trace: message and stack, their line ends escaped.</summary>
    private const int MaxLineBytes = 512 * 1024;
    private const int MaxConnections = 16;

    /// <summary>A peer that does not read its answer keeps no place for longer.</summary>
    private static readonly TimeSpan AnswerTimeout = TimeSpan.FromSeconds(5);

    private readonly Socket _socket;
    private readonly IReadOnlyDictionary<string, ControlHandler> _handlers;
    private readonly TimeProvider _time;
    private readonly AgentLog _log;
    private readonly SemaphoreSlim _places = new(MaxConnections);
    private readonly CancellationTokenSource _handedOver = new();

    /// <param name="socket">Listens; it is not closed here.</param>
    /// <param name="handlers">By command.</param>
    /// <param name="time">Measures patience.</param>
    /// <param name="log">Is told what goes wrong.</param>
    public ControlServer(Socket socket, IReadOnlyDictionary<string, ControlHandler> handlers, TimeProvider time, AgentLog log)
    {
        _socket = socket;
        _handlers = handlers;
        _time = time;
        _log = log;
    }

    /// <summary>From now on whoever asks waits for the server that comes after this one.</summary>
    public void HandOver() => _handedOver.Cancel();

    public async Task RunAsync(CancellationToken stop)
    {
        using var accepting = CancellationTokenSource.CreateLinkedTokenSource(stop, _handedOver.Token);
        while (!accepting.IsCancellationRequested)
        {
            try
            {
                await _places.WaitAsync(accepting.Token);
                var peer = await _socket.AcceptAsync(accepting.Token);
                _ = ServeAsync(peer, stop);
            }
            catch (OperationCanceledException)
            {
                break;
            }
            catch (SocketException e)
            {
                _places.Release();
                _log.Warn("control", e.Message);
            }
        }

        try
        {
            await Task.Delay(Timeout.InfiniteTimeSpan, _time, stop);
        }
        catch (OperationCanceledException)
        {
            // Those that are still served had their time.
        }
    }

    public void Dispose()
    {
        _places.Dispose();
        _handedOver.Dispose();
    }

    private async Task ServeAsync(Socket peer, CancellationToken stop)
    {
        try
        {
            using var stream = new NetworkStream(peer, ownsSocket: true);
            while (await ReadLineAsync(stream, stop) is { } line)
            {
                // Also when the command ended the daemon, whoever gave it is told. A command may take its time, a sync for one.
                var answer = await AnswerAsync(line, stop);
                using var patience = new CancellationTokenSource(AnswerTimeout, _time);
                await stream.WriteAsync(answer, patience.Token);
            }
        }
        catch (Exception e) when (e is IOException or OperationCanceledException or ObjectDisposedException)
        {
            _log.Debug("control", e.Message);
        }
        finally
        {
            Release();
        }
    }

    private void Release()
    {
        try
        {
            _places.Release();
        }
        catch (ObjectDisposedException)
        {
            // The server went first.
        }
    }

    private async Task<byte[]> AnswerAsync(ReadOnlyMemory<byte> line, CancellationToken stop)
    {
        var output = new ArrayBufferWriter<byte>();
        try
        {
            using var request = JsonDocument.Parse(line);
            var command = request.RootElement.ValueKind == JsonValueKind.Object
                && request.RootElement.TryGetProperty("command", out var name)
                && name.ValueKind == JsonValueKind.String ? name.GetString()! : "";
            if (!_handlers.TryGetValue(command, out var handler))
            {
                throw new ControlException($"unknown command '{command}'; known are {string.Join(", ", _handlers.Keys.Order())}");
            }

            using var writer = new Utf8JsonWriter(output);
            writer.WriteStartObject();
            writer.WriteBoolean("ok", true);
            await handler(request.RootElement, writer, stop);
            writer.WriteEndObject();
            await writer.FlushAsync(stop);
        }
        catch (Exception e) when (e is ControlException or JsonException or InvalidOperationException)
        {
            // The last is what a text that is no Unicode gives, such as half a pair of surrogates.
            output.Clear();
            using var writer = new Utf8JsonWriter(output);
            writer.WriteStartObject();
            writer.WriteBoolean("ok", false);
            writer.WriteString("error", e.Message);
            writer.WriteEndObject();
            await writer.FlushAsync(stop);
        }

        output.Write("\n"u8);
        return output.WrittenSpan.ToArray();
    }

    /// <summary>The next line without its end; null when the peer has closed, or sends more than any command is long.</summary>
    private static async Task<byte[]?> ReadLineAsync(NetworkStream stream, CancellationToken stop)
    {
        var line = new ArrayBufferWriter<byte>();
        while (line.WrittenCount < MaxLineBytes)
        {
            // A command is one small write: what comes at once is at most one line, since the peer waits for the answer.
            var read = await stream.ReadAsync(line.GetMemory(1024), stop);
            if (read == 0)
            {
                return null;
            }

            line.Advance(read);
            if (line.WrittenSpan[^1] == '\n')
            {
                return line.WrittenSpan[..^1].ToArray();
            }
        }

        return null;
    }
}
