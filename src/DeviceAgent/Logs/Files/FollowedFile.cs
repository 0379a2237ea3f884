using System.Text;
using Fleet.DeviceAgent.Logs.Store;
using Fleet.Protocol.Logs;
using Microsoft.Win32.SafeHandles;

namespace Fleet.DeviceAgent.Logs.Files;

/// <summary>A file that is read line by line as it grows, under whatever name.</summary>
internal sealed class FollowedFile : IDisposable
{
    /// <summary>Of one line; a longer one is cut.</summary>
    public const int MaxLineBytes = 64 * 1024;

    private readonly LogIntake _intake;
    private readonly SafeFileHandle _file;
    private FilePosition _position;
    private bool _skipsLine;

    private FollowedFile(LogIntake intake, SafeFileHandle file, FilePosition position)
    {
        _intake = intake;
        _file = file;
        _position = position;
    }

    public ulong Inode => _position.Inode;

    public string Path => _position.Path;

    public string Source => _position.Source;

    /// <summary>Its place among all files by when they were found.</summary>
    public long Sequence { get; set; }

    /// <summary>When it last had something new.</summary>
    public long LastRead { get; private set; }

    /// <param name="path">Where it is.</param>
    /// <param name="known">How far it was read before; null when it never was.</param>
    /// <param name="fromEnd">Whether a file that was never read is read from its end on.</param>
    /// <param name="now">Timestamp of the caller's clock.</param>
    /// <returns>Null when there is no regular file, or it cannot be read.</returns>
    public static FollowedFile? Open(string path, FilePosition? known, bool fromEnd, LogIntake intake, long now)
    {
        if (FileIdentity.Of(path) is null)
        {
            return null;
        }

        SafeFileHandle file;
        try
        {
            file = File.OpenHandle(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return null;
        }

        if (FileIdentity.Of(file) is not { } identity)
        {
            file.Dispose();
            return null;
        }

        var offset = known is { } before && before.Offset <= identity.Size && before.Fingerprint.IsOf(file) ? before.Offset
            : known is null && fromEnd ? identity.Size
            : 0;
        return new FollowedFile(intake, file, new FilePosition(identity.Inode, offset, FileFingerprint.Of(file, offset), path)) { LastRead = now };
    }

    /// <summary>Says where it is, so that a restart finds it.</summary>
    public void Record() => _intake.Take([], At(_position));

    public void RenameTo(string path)
    {
        _position = _position with { Path = path };
        Record();
    }

    /// <summary>Takes the lines that are new.</summary>
    /// <param name="buffer">Longer than <see cref="MaxLineBytes"/>.</param>
    /// <param name="atMost">Bytes, so that other files get their turn.</param>
    /// <param name="isEnd">Whether nothing more will come: a last line without an end is one.</param>
    /// <param name="now">Timestamp of the caller's clock.</param>
    public void Read(byte[] buffer, long atMost, bool isEnd, long now)
    {
        if (FileIdentity.Of(_file) is not { } identity || (identity.Size == _position.Offset && !isEnd))
        {
            return;
        }

        if (identity.Size < _position.Offset || !_position.Fingerprint.IsOf(_file))
        {
            // Emptied, and perhaps written anew beyond where it was read: copytruncate.
            _position = _position with { Offset = 0, Fingerprint = default };
            _skipsLine = false;
        }

        var lines = new List<LogRecord>();
        for (var end = _position.Offset + atMost; _position.Offset < end;)
        {
            var read = RandomAccess.Read(_file, buffer, _position.Offset);
            var used = Take(buffer.AsSpan(0, read), isEnd && read < buffer.Length, lines);
            if (used == 0)
            {
                break;
            }

            LastRead = now;
            var offset = _position.Offset + used;
            var fingerprint = _position.Fingerprint.Length < FileFingerprint.MaxLength ? FileFingerprint.Of(_file, offset) : _position.Fingerprint;
            _position = _position with { Offset = offset, Fingerprint = fingerprint };
            _intake.Take(System.Runtime.InteropServices.CollectionsMarshal.AsSpan(lines), At(_position));
            lines.Clear();
        }
    }

    public void Dispose() => _file.Dispose();

    /// <returns>How many bytes were used.</returns>
    private int Take(ReadOnlySpan<byte> bytes, bool isEnd, List<LogRecord> lines)
    {
        var used = 0;
        while (used < bytes.Length)
        {
            var rest = bytes[used..];
            var newline = rest.IndexOf((byte)'\n');
            if (newline < 0 && rest.Length < MaxLineBytes && !isEnd && !_skipsLine)
            {
                break;
            }

            var length = Math.Min(newline < 0 ? rest.Length : newline, MaxLineBytes);
            if (!_skipsLine)
            {
                lines.Add(new LogRecord(_intake.NowUs, LogRecord.DefaultLevel, System.IO.Path.GetFileName(Path), Encoding.UTF8.GetString(rest[..length].TrimEnd((byte)'\r')), default));
            }

            var isCut = length < (newline < 0 ? rest.Length : newline) || (newline < 0 && !isEnd);
            if (isCut && !_skipsLine)
            {
                _intake.CountCut();
            }

            used += newline >= 0 ? newline + 1 : rest.Length;
            _skipsLine = newline < 0 && !isEnd;
        }

        return used;
    }

    private static SourcePosition At(FilePosition position) => new(position.Source, position.Text);
}
