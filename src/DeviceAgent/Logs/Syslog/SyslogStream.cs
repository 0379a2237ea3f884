using Fleet.DeviceAgent.Logs.Network;

namespace Fleet.DeviceAgent.Logs.Syslog;

/// <summary>
/// Syslog over TCP, RFC 6587: each message with its length in front (<c>11 &lt;14&gt;a line</c>), or ended by a line feed. Which it is shows anew with each message,
/// since none begins with a digit.
/// </summary>
internal sealed class SyslogStream(LogIntake intake) : ILogProtocol
{
    /// <summary>Of one message; what is longer is cut.</summary>
    public const int MaxMessageBytes = 64 * 1024;

    private const int MaxDigits = 7;

    public async Task<bool> ServeAsync(Stream peer, CancellationToken stop)
    {
        var parser = new SyslogParser(intake);
        var buffer = new byte[4096];
        int start = 0, end = 0;
        var skip = 0L;
        var skipsLine = false;
        while (true)
        {
            while (TryTake(buffer.AsSpan(start, end - start), ref skip, ref skipsLine, out var message, out var used))
            {
                if (message.End.Value > message.Start.Value)
                {
                    intake.Take(parser.Read(buffer.AsSpan(start, end - start)[message]));
                }

                start += used;
            }

            buffer.AsSpan(start, end - start).CopyTo(buffer);
            (start, end) = (0, end - start);
            if (end == buffer.Length)
            {
                Array.Resize(ref buffer, 2 * buffer.Length);
            }

            var read = await peer.ReadAsync(buffer.AsMemory(end), stop);
            if (read == 0)
            {
                // The last line need not be ended.
                if (end > 0 && skip == 0 && !skipsLine)
                {
                    intake.Take(parser.Read(buffer.AsSpan(0, end)));
                }

                return true;
            }

            end += read;
        }
    }

    /// <summary>Finds the next message in <paramref name="bytes"/>, or skips what belongs to one that was cut.</summary>
    private bool TryTake(ReadOnlySpan<byte> bytes, ref long skip, ref bool skipsLine, out Range message, out int used)
    {
        (message, used) = (default, 0);
        if (bytes.IsEmpty)
        {
            return false;
        }

        if (skip > 0)
        {
            used = (int)Math.Min(skip, bytes.Length);
            skip -= used;
            return true;
        }

        if (!skipsLine && ReadCount(bytes, out var digits) is { } count)
        {
            if (count < 0)
            {
                return false;
            }

            var kept = (int)Math.Min(count, MaxMessageBytes);
            if (bytes.Length < digits + kept)
            {
                return false;
            }

            message = digits..(digits + kept);
            used = digits + kept;
            skip = count - kept;
            intake.CountCut(skip > 0 ? 1 : 0);
            return true;
        }

        var newline = bytes.IndexOf((byte)'\n');
        if (newline >= 0 && newline <= MaxMessageBytes)
        {
            message = skipsLine ? 0..0 : 0..newline;
            used = newline + 1;
            skipsLine = false;
            return true;
        }

        if (bytes.Length > MaxMessageBytes)
        {
            message = skipsLine ? 0..0 : 0..MaxMessageBytes;
            used = MaxMessageBytes;
            intake.CountCut(skipsLine ? 0 : 1);
            skipsLine = true;
            return true;
        }

        if (skipsLine)
        {
            used = bytes.Length;
            return true;
        }

        return false;
    }

    /// <returns>The length in front of a message; -1 when it is not whole yet, null when there is none.</returns>
    private static long? ReadCount(ReadOnlySpan<byte> bytes, out int digits)
    {
        long count = 0;
        for (digits = 0; digits < bytes.Length && digits <= MaxDigits; digits++)
        {
            var c = bytes[digits];
            if (c is >= (byte)'0' and <= (byte)'9' && (digits > 0 || c != '0') && digits < MaxDigits)
            {
                count = (10 * count) + c - '0';
                continue;
            }

            // Only a priority may stand behind the count: a line that begins with a number is a line.
            if (c != ' ' || digits == 0)
            {
                return null;
            }

            digits++;
            return digits == bytes.Length ? -1 : bytes[digits] == '<' ? count : null;
        }

        return digits > MaxDigits ? null : -1;
    }
}
