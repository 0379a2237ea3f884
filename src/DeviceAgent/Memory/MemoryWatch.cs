using Fleet.DeviceAgent.Diagnostics;

namespace Fleet.DeviceAgent.Memory;

/// <summary>
/// Keeps the agent below a ceiling of memory. Every table has a bound of its own, and all of them full fit the limit of the service; this is for what nobody thought
/// of, and for devices that have less to spare. While more is resident than allowed after a collection, each look gives up one thing more, what matters least first;
/// nothing that is queued on the disk is among them.
/// </summary>
/// <param name="limit">Bytes.</param>
/// <param name="readResident">What is resident now, in bytes.</param>
/// <param name="steps">What can be given up, in this order.</param>
/// <param name="resume">Takes up again what was given up until there is room.</param>
/// <param name="counters">For what is given up.</param>
/// <param name="log">The same.</param>
internal sealed class MemoryWatch(long limit, Func<long> readResident, IReadOnlyList<ShedStep> steps, Action resume, AgentCounters counters, AgentLog log)
{
    /// <summary>Below the limit by this part of it, what was given up is taken up again: not at once above it once more.</summary>
    private const int Slack = 8;

    /// <summary>Steps that were taken since memory was above the limit first.</summary>
    private int _taken;
    private bool _isShort;

    /// <summary>To be called when garbage was collected just now, and never by two at once.</summary>
    public void Look()
    {
        var resident = readResident();
        if (resident > limit)
        {
            _isShort = true;
            counters.Add(AgentCounter.MemoryOverLimit);
            Shed(resident);
        }
        else if (_isShort && resident <= limit - (limit / Slack))
        {
            _isShort = false;
            _taken = 0;
            resume();
            log.Info("memory", $"{resident} bytes are resident, within memory.limit again");
        }
    }

    /// <summary>What was given up before may have come again; of the rest, the first step that frees anything ends the look: the next shows what that was worth.</summary>
    private void Shed(long resident)
    {
        for (var i = 0; i < steps.Count; i++)
        {
            var shed = steps[i].Shed();
            if (shed == 0)
            {
                continue;
            }

            counters.Add(steps[i].Counter, shed);
            log.Warn("memory", $"{resident} bytes are resident, and memory.limit is {limit}: {shed} {steps[i].What}");
            if (i >= _taken)
            {
                _taken = i + 1;
                break;
            }
        }
    }
}
