using System.Globalization;
using System.Text;
using Fleet.DeviceAgent.Logs.Records;
using Fleet.Protocol.Logs;

namespace Fleet.DeviceAgent.Logs.Syslog;

/// <summary>
/// Reads syslog messages of RFC 5424, RFC 3164, and what programs write to <c>/dev/log</c>, which is RFC 3164 without a host. Never fails: what has no priority is a
/// line as it stands. Not for several threads at once.
/// </summary>
internal sealed class SyslogParser(LogIntake intake)
{
    /// <summary>Facility 1 and severity 6 belong to messages without a priority (RFC 3164, 4.3.3, says 13: a notice; a line that says none is informational here).</summary>
    private const int NoFacility = -1;

    private const int MaxPriority = 191;
    private const string Nil = "-";

    private readonly FieldsWriter _fields = new();

    public LogRecord Read(ReadOnlySpan<byte> message)
    {
        message = message.TrimEnd("\r\n\0"u8);
        var (level, facility) = ReadPriority(ref message);
        if (facility != NoFacility)
        {
            _fields.Add("facility", facility);
        }

        var text = Encoding.UTF8.GetString(message);
        var record = text.StartsWith("1 ", StringComparison.Ordinal) && facility != NoFacility
            ? ReadNew(text[2..], level)
            : ReadOld(text, level, hasPriority: facility != NoFacility);
        if (_fields.IsCut)
        {
            intake.CountCut();
        }

        return record with { Fields = _fields.Take() };
    }

    private static (int Level, int Facility) ReadPriority(ref ReadOnlySpan<byte> message)
    {
        var end = message.Length > 2 && message[0] == '<' ? message[..Math.Min(message.Length, 5)].IndexOf((byte)'>') : -1;
        if (end < 2 || !int.TryParse(message[1..end], NumberStyles.None, CultureInfo.InvariantCulture, out var priority) || priority > MaxPriority)
        {
            return (LogRecord.DefaultLevel, NoFacility);
        }

        message = message[(end + 1)..];
        return (priority & 7, priority >> 3);
    }

    /// <summary><c>TIMESTAMP HOSTNAME APP-NAME PROCID MSGID STRUCTURED-DATA MSG</c>, RFC 5424, 6.</summary>
    private LogRecord ReadNew(string rest, int level)
    {
        var time = Word(ref rest);
        AddUnlessNil("host", Word(ref rest));
        var program = Word(ref rest);
        AddUnlessNil("pid", Word(ref rest));
        AddUnlessNil("msgid", Word(ref rest));
        var data = SyslogData.Take(ref rest);
        if (data.Length > 0)
        {
            _fields.AddRaw("structured_data", data);
        }

        return new LogRecord(
            DateTimeOffset.TryParse(time, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var at) && at >= DateTimeOffset.UnixEpoch
                ? (at - DateTimeOffset.UnixEpoch).Ticks / TimeSpan.TicksPerMicrosecond
                : intake.NowUs,
            level,
            program == Nil ? "" : program,
            rest.TrimStart('\uFEFF'),
            default);
    }

    /// <summary>
    /// <c>Mmm dd hh:mm:ss [HOST] TAG[pid]: text</c>, RFC 3164, 4.1. The time has neither year nor zone and seconds only: when it came is known better.
    /// </summary>
    private LogRecord ReadOld(string text, int level, bool hasPriority)
    {
        var rest = text;
        if (!TrySkipTime(ref rest) && !hasPriority)
        {
            return new LogRecord(intake.NowUs, level, "", text, default);
        }

        var source = "";
        for (var word = 0; word < 2; word++)
        {
            var space = rest.IndexOf(' ', StringComparison.Ordinal);
            var first = space < 0 ? rest : rest[..space];
            if (IsTag(first, out var program, out var pid))
            {
                source = program;
                AddUnlessNil("pid", pid);
                rest = rest[first.Length..].TrimStart(' ');
                break;
            }

            var next = space < 0 ? "" : rest[(space + 1)..];
            var nextSpace = next.IndexOf(' ', StringComparison.Ordinal);
            if (word == 1 || first.Length == 0 || !IsTag(nextSpace < 0 ? next : next[..nextSpace], out _, out _))
            {
                break;
            }

            AddUnlessNil("host", first);
            rest = next;
        }

        return new LogRecord(intake.NowUs, level, source, rest, default);
    }

    /// <summary><c>name:</c>, <c>name[pid]:</c>.</summary>
    private static bool IsTag(string word, out string program, out string pid)
    {
        (program, pid) = ("", Nil);
        if (word.Length < 2 || word[^1] != ':')
        {
            return false;
        }

        var name = word[..^1];
        var bracket = name.EndsWith(']') ? name.LastIndexOf('[') : -1;
        program = bracket > 0 ? name[..bracket] : name;
        pid = bracket > 0 ? name[(bracket + 1)..^1] : Nil;
        return true;
    }

    private static bool TrySkipTime(ref string text)
    {
        const int Length = 15;
        if (text.Length > Length && text[Length] == ' '
            && DateTime.TryParseExact(text.AsSpan(0, Length), ["MMM d HH:mm:ss", "MMM dd HH:mm:ss", "MMM  d HH:mm:ss"], CultureInfo.InvariantCulture, DateTimeStyles.None, out _))
        {
            text = text[(Length + 1)..];
            return true;
        }

        return false;
    }

    private static string Word(ref string rest)
    {
        var space = rest.IndexOf(' ', StringComparison.Ordinal);
        var word = space < 0 ? rest : rest[..space];
        rest = space < 0 ? "" : rest[(space + 1)..];
        return word;
    }

    private void AddUnlessNil(string key, string value)
    {
        if (value.Length > 0 && value != Nil)
        {
            _fields.Add(key, value);
        }
    }
}
