namespace Fleet.Cli.Simulation;

/// <summary>One line that overwrites itself on a terminal; nothing where no one watches.</summary>
internal sealed class ProgressLine(TextWriter output, bool isTerminal, long? expected)
{
    private LoadProgress _last;

    public void Show(LoadProgress progress)
    {
        if (!isTerminal)
        {
            return;
        }

        var seconds = (progress.Elapsed - _last.Elapsed).TotalSeconds;
        var rate = seconds > 0 ? (progress.Uploads - _last.Uploads) / seconds : 0;
        var share = expected is > 0 and { } all ? $" of {all} ({100d * progress.Uploads / all:f0} %)" : "";
        output.Write($"\r{progress.Elapsed.TotalSeconds,6:f0} s  {progress.Uploads} uploads{share}  {rate:f0}/s\e[K");
        _last = progress;
    }

    /// <summary>Clears the line.</summary>
    public void End()
    {
        if (isTerminal)
        {
            output.Write("\r\e[K");
        }
    }
}
