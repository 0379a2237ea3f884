using System.Buffers.Text;

namespace Fleet.DeviceAgent.Host;

/// <summary>What <c>/proc/PID/stat</c> says of a process (proc_pid_stat(5)).</summary>
/// <param name="Started">Ticks since boot; with the process id names one process.</param>
/// <param name="Processor">Ticks of user and system time.</param>
/// <param name="Pages">Resident.</param>
internal readonly record struct ProcessTicks(ulong Started, ulong Processor, ulong Pages)
{
    // Behind the name, which may itself hold blanks and brackets: state is the first.
    private const int UserTime = 11;
    private const int SystemTime = 12;
    private const int StartTime = 19;
    private const int Resident = 21;

    /// <summary>Its <c>comm</c>: at most 15 bytes, whatever the file's name is. Empty when there is none.</summary>
    public static ReadOnlySpan<byte> NameIn(ReadOnlySpan<byte> text)
    {
        var open = text.IndexOf((byte)'(');
        var close = text.LastIndexOf((byte)')');
        return open >= 0 && close > open ? text[(open + 1)..close] : [];
    }

    public static ProcessTicks? Parse(ReadOnlySpan<byte> text)
    {
        ulong user = 0, system = 0, started = 0;
        var rest = text[(text.LastIndexOf((byte)')') + 1)..].TrimStart((byte)' ');
        for (var field = 0; field <= Resident; field++)
        {
            var end = rest.IndexOf((byte)' ');
            var word = end < 0 ? rest : rest[..end];
            rest = end < 0 ? [] : rest[(end + 1)..];
            if (field is not (UserTime or SystemTime or StartTime or Resident))
            {
                continue;
            }

            if (!Utf8Parser.TryParse(word, out ulong value, out var used) || used != word.Length)
            {
                return null;
            }

            switch (field)
            {
                case UserTime:
                    user = value;
                    break;
                case SystemTime:
                    system = value;
                    break;
                case StartTime:
                    started = value;
                    break;
                default:
                    return new ProcessTicks(started, user + system, value);
            }
        }

        return null;
    }
}
