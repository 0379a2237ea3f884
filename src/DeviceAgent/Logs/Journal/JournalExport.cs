using System.Buffers.Binary;
using Fleet.Protocol.Logs;

namespace Fleet.DeviceAgent.Logs.Journal;

/// <summary>
/// Reads the journal's export format as it comes from a pipe. A field is <c>NAME=value</c> and a line feed, or <c>NAME</c>, a line feed, the length in 8 bytes
/// (little-endian), the value, a line feed; an empty line ends an entry. Fields may hold a whole coredump: longer ones than <see cref="MaxFieldBytes"/> are left out,
/// but for the start of a message.
/// </summary>
internal sealed class JournalExport(Stream stream, JournalEntry entry)
{
    public const int MaxFieldBytes = 64 * 1024;

    private byte[] _buffer = new byte[16 * 1024];
    private int _start;
    private int _end;
    private ulong _skip;
    private bool _skipsLine;

    /// <summary>Takes what has come; false when an entry is not whole yet.</summary>
    public bool TryRead(out LogRecord record)
    {
        while (true)
        {
            var bytes = _buffer.AsSpan(_start, _end - _start);
            if (_skip > 0)
            {
                var skipped = (int)Math.Min(_skip, (ulong)bytes.Length);
                _start += skipped;
                _skip -= (ulong)skipped;
                if (_skip > 0)
                {
                    break;
                }

                continue;
            }

            var newline = bytes.IndexOf((byte)'\n');
            if (_skipsLine)
            {
                _start += newline < 0 ? bytes.Length : newline + 1;
                _skipsLine = newline < 0;
                if (_skipsLine)
                {
                    break;
                }

                continue;
            }

            if (newline < 0)
            {
                if (bytes.Length > MaxFieldBytes)
                {
                    AddCut(bytes);
                    _start = _end;
                    _skipsLine = true;
                }

                break;
            }

            if (newline == 0)
            {
                _start++;
                if (entry.TryTake(out record))
                {
                    return true;
                }

                continue;
            }

            var equals = bytes[..newline].IndexOf((byte)'=');
            if (equals >= 0)
            {
                entry.Add(bytes[..equals], bytes[(equals + 1)..newline]);
                _start += newline + 1;
            }
            else if (!TryTakeBinary(bytes, newline))
            {
                break;
            }
        }

        record = default;
        return false;
    }

    /// <summary>Waits for more; false at the end.</summary>
    public async ValueTask<bool> FillAsync(CancellationToken stop)
    {
        _buffer.AsSpan(_start, _end - _start).CopyTo(_buffer);
        (_start, _end) = (0, _end - _start);
        if (_end == _buffer.Length)
        {
            Array.Resize(ref _buffer, 2 * _buffer.Length);
        }

        var read = await stream.ReadAsync(_buffer.AsMemory(_end), stop);
        _end += read;
        return read > 0;
    }

    private bool TryTakeBinary(ReadOnlySpan<byte> bytes, int newline)
    {
        const int LengthBytes = 8;
        var from = newline + 1 + LengthBytes;
        if (bytes.Length < from)
        {
            return false;
        }

        var length = BinaryPrimitives.ReadUInt64LittleEndian(bytes[(newline + 1)..]);
        var kept = (int)Math.Min(length, MaxFieldBytes);
        if (bytes.Length < from + kept)
        {
            return false;
        }

        if (kept == (int)Math.Min(length, int.MaxValue))
        {
            entry.Add(bytes[..newline], bytes.Slice(from, kept));
        }
        else
        {
            AddLong(bytes[..newline], bytes.Slice(from, kept));
        }

        // The line feed behind the value goes with what was left of it.
        _start += from + kept;
        _skip = length - (ulong)kept + 1;
        return true;
    }

    private void AddCut(ReadOnlySpan<byte> line)
    {
        var equals = line.IndexOf((byte)'=');
        AddLong(equals < 0 ? default : line[..equals], equals < 0 ? default : line[(equals + 1)..]);
    }

    private void AddLong(ReadOnlySpan<byte> name, ReadOnlySpan<byte> start)
    {
        entry.IsCut = true;
        if (name.SequenceEqual("MESSAGE"u8))
        {
            entry.Add(name, start);
        }
    }
}
