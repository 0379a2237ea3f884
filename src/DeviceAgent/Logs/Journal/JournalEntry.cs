using System.Globalization;
using System.Text;
using Fleet.DeviceAgent.Logs.Records;
using Fleet.Protocol.Logs;

namespace Fleet.DeviceAgent.Logs.Journal;

/// <summary>
/// An entry of the journal while its fields come (<see href="https://systemd.io/JOURNAL_EXPORT_FORMATS/">export format</see>;
/// <see href="https://www.freedesktop.org/software/systemd/man/latest/systemd.journal-fields.html">fields</see>). The program's own fields are kept; of those that
/// journald adds, only the ones that say which process it was: the rest is the same in every line.
/// </summary>
internal sealed class JournalEntry(LogIntake intake)
{
    private static readonly string[] KeptTrusted = ["_PID", "_UID", "_COMM", "_TRANSPORT"];
    private static readonly string[] Dropped = ["SYSLOG_TIMESTAMP", "SYSLOG_RAW", "SYSLOG_PID"];

    private readonly FieldsWriter _fields = new();
    private string? _cursor;
    private string? _message;
    private string? _unit;
    private string? _identifier;
    private int? _level;
    private long? _timeUs;
    private bool _hasFields;

    /// <summary>Whether a field was left out because it is too long.</summary>
    public bool IsCut { get; set; }

    /// <summary>Where journalctl goes on behind the entry that was taken last.</summary>
    public string? TakenCursor { get; private set; }

    public void Add(ReadOnlySpan<byte> name, ReadOnlySpan<byte> value)
    {
        _hasFields = true;
        switch (name)
        {
            case var _ when name.SequenceEqual("__CURSOR"u8):
                _cursor = Encoding.ASCII.GetString(value);
                break;
            case var _ when name.SequenceEqual("__REALTIME_TIMESTAMP"u8):
                _timeUs = long.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out var time) ? time : null;
                break;
            case var _ when name.SequenceEqual("MESSAGE"u8):
                _message = Encoding.UTF8.GetString(value);
                break;
            case var _ when name.SequenceEqual("PRIORITY"u8) && value.Length == 1 && value[0] is >= (byte)'0' and <= (byte)'7':
                _level = value[0] - '0';
                break;
            case var _ when name.SequenceEqual("_SYSTEMD_UNIT"u8):
                _unit = Encoding.UTF8.GetString(value);
                break;
            case var _ when name.SequenceEqual("SYSLOG_IDENTIFIER"u8):
                _identifier = Encoding.UTF8.GetString(value);
                break;
            default:
                AddField(Encoding.UTF8.GetString(name), value);
                break;
        }
    }

    /// <summary>The line; false when there were no fields since the last one. The entry is empty then.</summary>
    public bool TryTake(out LogRecord record)
    {
        if (!_hasFields)
        {
            record = default;
            return false;
        }

        if (_unit is not null && _identifier is not null)
        {
            _fields.Add("SYSLOG_IDENTIFIER", _identifier);
        }

        if (IsCut || _fields.IsCut)
        {
            intake.CountCut();
        }

        TakenCursor = _cursor ?? TakenCursor;
        record = new LogRecord(_timeUs ?? intake.NowUs, _level ?? LogRecord.DefaultLevel, _unit ?? _identifier ?? "", _message ?? "", _fields.Take());
        (_message, _unit, _identifier, _level, _timeUs, _hasFields, IsCut) = (null, null, null, null, null, false, false);
        return true;
    }

    private void AddField(string name, ReadOnlySpan<byte> value)
    {
        if ((name.StartsWith('_') && !KeptTrusted.Contains(name)) || Dropped.Contains(name))
        {
            return;
        }

        _fields.Add(name, Encoding.UTF8.GetString(value));
    }
}
