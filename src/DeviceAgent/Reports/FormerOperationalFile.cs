using Fleet.DeviceAgent.Diagnostics;

namespace Fleet.DeviceAgent.Reports;

/// <summary>
/// <see cref="OperationalState"/> as versions before the queue had checkpoints left it, text in a file of its own. A line holds the state before a report, a
/// second the state after it and the report's number in the queue: whether the queue has come to that number tells which of the two holds.
/// <code>
/// BOOT AT HOURS_MARK CRASH_FREE_MARK LAST_CRASH
/// BOOT AT HOURS_MARK CRASH_FREE_MARK LAST_CRASH EPOCH NUMBER
/// </code>
/// </summary>
internal sealed class FormerOperationalFile(string path, AgentLog log)
{
    private const int StateWords = 5;

    /// <param name="isQueued">Whether the queue has ever given out this number of this epoch.</param>
    public OperationalState? Read(Func<ulong, long, bool> isQueued)
    {
        try
        {
            if (!File.Exists(path))
            {
                return null;
            }

            var lines = File.ReadAllText(path).Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
            if (lines.Length is 1 or 2 && Parse(lines[0].Split(' ')) is { } before)
            {
                if (lines.Length == 1)
                {
                    return before;
                }

                var words = lines[1].Split(' ');
                if (words.Length == StateWords + 2 && Parse(words[..StateWords]) is { } after
                    && ulong.TryParse(words[StateWords], out var epoch) && long.TryParse(words[StateWords + 1], out var number))
                {
                    return isQueued(epoch, number) ? after : before;
                }
            }

            DamagedFile.BeginAnew(path, "report", "operational hours are counted from now", log);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            log.Warn("report", $"{path}: {e.Message}; operational hours are counted from now");
        }

        return null;
    }

    /// <summary>The queue has a checkpoint now.</summary>
    public void Delete()
    {
        try
        {
            File.Delete(path);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            log.Warn("report", $"{path}, which is not needed any more: {e.Message}");
        }
    }

    private static OperationalState? Parse(string[] words) => words.Length == StateWords
        && Guid.TryParse(words[0], out var boot)
        && long.TryParse(words[1], out var at)
        && long.TryParse(words[2], out var hours)
        && long.TryParse(words[3], out var crashFree)
        && long.TryParse(words[4], out var lastCrash)
            ? new OperationalState(boot, at, hours, crashFree, lastCrash)
            : null;
}
