namespace Fleet.DeviceAgent.Queue;

/// <summary>What the agent must know of as soon as an entry is in the queue, and not before: hours and crashes that a report tells.</summary>
internal sealed partial class EntryQueue
{
    private ReadOnlyMemory<byte> _checkpoint;

    /// <summary>The one that a power cut leaves.</summary>
    private ReadOnlyMemory<byte> _durableCheckpoint;

    /// <summary>
    /// The last that was kept, or came with an entry that is or was in the queue; empty when there was none. The queue does not look into it, and has it at the
    /// head of each of its files.
    /// </summary>
    public ReadOnlyMemory<byte> Checkpoint
    {
        get
        {
            lock (_gate)
            {
                return _checkpoint;
            }
        }
    }

    /// <summary>Keeps a checkpoint for which there is no entry.</summary>
    /// <param name="checkpoint">At most <see cref="EntryRecord.MaxCheckpointBytes"/>.</param>
    /// <param name="durably">Whether it must survive a power cut, from when this returns.</param>
    /// <exception cref="IOException">The disk does not take it.</exception>
    public void Keep(ReadOnlyMemory<byte> checkpoint, bool durably)
    {
        lock (_gate)
        {
            BeReady();
            Keep(checkpoint);
            if (durably)
            {
                FlushFiles();
                FlushLast();
            }
        }
    }

    private void Keep(ReadOnlyMemory<byte> checkpoint)
    {
        if (checkpoint.IsEmpty)
        {
            return;
        }

        var record = RecordCodec.Checkpoint(_epoch, checkpoint.Span);
        if (_chain.IsFullFor(record.Length))
        {
            Roll();
            _chain.DropDead();
            TurnOver(record.Length + Slack);
        }

        _chain.Append([record]);
        _checkpoint = checkpoint;
    }
}
