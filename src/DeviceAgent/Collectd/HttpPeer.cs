using System.Net.Sockets;
using System.Text;

namespace Fleet.DeviceAgent.Collectd;

/// <summary>
/// One connection of an HTTP/1.1 client that posts JSON. Bodies need a length and have a limit; whatever is wrong with a request ends the
/// connection with its answer. The content type is insisted on because a web page cannot send it to another origin unasked: no browser on the
/// device can be made to post here.
/// </summary>
/// <param name="stream">Of the connection.</param>
/// <param name="path">To post to.</param>
/// <param name="take">Takes a body; false when it is not readable.</param>
/// <param name="refused">Called for each request that gets no further than its head.</param>
/// <param name="limits">What it may take.</param>
internal sealed class HttpPeer(NetworkStream stream, string path, Func<ReadOnlyMemory<byte>, bool> take, Action refused, HttpLimits limits)
{
    private readonly byte[] _buffer = new byte[limits.HeadBytes];
    private int _filled;

    /// <summary>Kept from one request to the next: a new one each minute would be the most of what the agent leaves to collect.</summary>
    private byte[] _body = [];

    /// <summary>Serves until the peer closes, breaks a rule or takes too long.</summary>
    /// <exception cref="IOException">The connection broke.</exception>
    /// <exception cref="OperationCanceledException">It took too long, or the daemon stops.</exception>
    public async Task ServeAsync(CancellationToken stop)
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(stop);
        var goesOn = true;
        while (goesOn)
        {
            patience.CancelAfter(limits.Idle);
            if (_filled == 0 && !await FillAsync(patience.Token))
            {
                return;
            }

            patience.CancelAfter(limits.Request);
            goesOn = await ServeOneAsync(patience.Token);
        }
    }

    private async Task<bool> ServeOneAsync(CancellationToken stop)
    {
        int length;
        while ((length = _buffer.AsSpan(0, _filled).IndexOf(HttpRequestHead.End)) < 0)
        {
            if (_filled == _buffer.Length)
            {
                return await RefuseAsync("431 Request Header Fields Too Large", stop);
            }

            if (!await FillAsync(stop))
            {
                return false;
            }
        }

        var isHead = HttpRequestHead.TryParse(_buffer.AsSpan(0, length), Encoding.ASCII.GetBytes(path), out var head);
        Consume(length + HttpRequestHead.End.Length);
        var problem = !isHead ? "400 Bad Request"
            : !head.IsPath ? "404 Not Found"
            : !head.IsPost ? "405 Method Not Allowed\r\nAllow: POST"
            : !head.IsJson ? "415 Unsupported Media Type"
            : head.ContentLength is null ? "411 Length Required"
            : head.ContentLength > limits.BodyBytes ? "413 Content Too Large"
            : null;
        if (problem is not null)
        {
            return await RefuseAsync(problem, stop);
        }

        if (head.ExpectsContinue)
        {
            await stream.WriteAsync("HTTP/1.1 100 Continue\r\n\r\n"u8.ToArray(), stop);
        }

        var isTaken = take(await ReadBodyAsync(head.ContentLength!.Value, stop));
        await AnswerAsync(isTaken ? "204 No Content" : "400 Bad Request\r\nContent-Length: 0", head.KeepsAlive, stop);
        return head.KeepsAlive;
    }

    private async Task<ReadOnlyMemory<byte>> ReadBodyAsync(int length, CancellationToken stop)
    {
        if (_body.Length < length)
        {
            _body = new byte[length];
        }

        var there = Math.Min(length, _filled);
        _buffer.AsSpan(0, there).CopyTo(_body);
        Consume(there);
        await stream.ReadExactlyAsync(_body.AsMemory(there, length - there), stop);
        return _body.AsMemory(0, length);
    }

    private async Task<bool> RefuseAsync(string status, CancellationToken stop)
    {
        refused();
        await AnswerAsync($"{status}\r\nContent-Length: 0", keepsAlive: false, stop);

        // A close with unread bytes would reset the connection, and perhaps take the answer back.
        stream.Socket.Shutdown(SocketShutdown.Send);
        for (var drained = 0; drained < limits.BodyBytes; drained += _filled)
        {
            _filled = 0;
            if (!await FillAsync(stop))
            {
                break;
            }
        }

        return false;
    }

    private ValueTask AnswerAsync(string status, bool keepsAlive, CancellationToken stop) =>
        stream.WriteAsync(Encoding.ASCII.GetBytes($"HTTP/1.1 {status}\r\n{(keepsAlive ? "" : "Connection: close\r\n")}\r\n"), stop);

    /// <summary>Reads more; false when the peer has closed.</summary>
    private async Task<bool> FillAsync(CancellationToken stop)
    {
        var read = await stream.ReadAsync(_buffer.AsMemory(_filled), stop);
        _filled += read;
        return read > 0;
    }

    private void Consume(int length)
    {
        _buffer.AsSpan(length, _filled - length).CopyTo(_buffer);
        _filled -= length;
    }
}
