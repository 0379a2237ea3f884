namespace Fleet.DeviceAgent.Diagnostics;

/// <summary>
/// One line per event on stderr, where whatever supervises the daemon picks it up. No framework: a device pays for every megabyte, and
/// a line with a level and the name of the part is all that its journal needs.
/// </summary>
internal sealed class AgentLog(TextWriter output, TimeProvider time, LogLevel minimum)
{
    private readonly Lock _gate = new();

    public void Debug(string part, string message) => Write(LogLevel.Debug, part, message);

    public void Info(string part, string message) => Write(LogLevel.Info, part, message);

    public void Warn(string part, string message) => Write(LogLevel.Warn, part, message);

    public void Error(string part, string message) => Write(LogLevel.Error, part, message);

    private void Write(LogLevel level, string part, string message)
    {
        if (level < minimum)
        {
            return;
        }

        // What a peer sent may be quoted in a message, and a line break there would forge a line of its own.
        var line = $"{time.GetUtcNow():yyyy-MM-ddTHH:mm:ss.fffZ} {Name(level)} {part}: {message.ReplaceLineEndings(" ")}";
        lock (_gate)
        {
            output.WriteLine(line);
        }
    }

    private static string Name(LogLevel level) => level switch
    {
        LogLevel.Debug => "debug",
        LogLevel.Info => "info ",
        LogLevel.Warn => "warn ",
        _ => "error",
    };
}
