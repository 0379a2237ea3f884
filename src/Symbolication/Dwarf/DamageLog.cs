using System.Collections.Concurrent;

namespace Fleet.Symbolication.Dwarf;

/// <summary>What of a module's debugging information could not be read, though the rest was. Safe for many threads.</summary>
public sealed class DamageLog
{
    private readonly ConcurrentQueue<string> _messages = new();
    private int _count;

    /// <summary>All that happened, also what <see cref="Messages"/> has no room for.</summary>
    public int Count => _count;

    /// <summary>The first of them, at most <see cref="DwarfLimits.MaxDamageMessages"/>.</summary>
    public IReadOnlyCollection<string> Messages => _messages;

    internal void Add(MalformedException e)
    {
        if (Interlocked.Increment(ref _count) <= DwarfLimits.MaxDamageMessages)
        {
            _messages.Enqueue(e.Message);
        }
    }
}
