namespace Fleet.Cli.Output;

/// <summary>One line on a terminal that tells how much of a download has come; nothing where no one watches.</summary>
internal sealed class ByteProgress(CliEnvironment environment) : IDisposable
{
    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(200);

    private long _shown;

    /// <summary>Before anything came.</summary>
    public void Wait(string text) => Write(text);

    public void Show(long bytes, long? all)
    {
        if (environment.Time.GetElapsedTime(_shown) >= Interval)
        {
            _shown = environment.Time.GetTimestamp();
            Write(all is > 0 and { } total ? $"{Megabytes(bytes)} of {Megabytes(total)} ({100 * bytes / total} %)" : Megabytes(bytes));
        }
    }

    /// <summary>Clears the line.</summary>
    public void Dispose() => Write("");

    private static string Megabytes(long bytes) => $"{bytes / 1e6:f1} MB";

    private void Write(string text)
    {
        if (environment.ErrorIsTerminal)
        {
            environment.Error.Write($"\r{text}\e[K");
        }
    }
}
