using System.Buffers;
using Fleet.Protocol.Wire;
using MessagePack;

namespace Fleet.DeviceAgent.Logs.Fluent;

/// <summary>
/// Acknowledgements of messages that were taken but may not be in a file yet. They are paid together when the peer has nothing more to say for now, so that a burst
/// of small messages costs one block of the log and not one each.
/// </summary>
internal sealed class OwedAcknowledgements(Stream peer, LogIntake intake, CancellationToken stop)
{
    /// <summary>A peer that never pauses gets its answers all the same: clients give up after half a second.</summary>
    public const int MaxOwed = 64;

    private readonly ArrayBufferWriter<byte> _answers = new();
    private int _owed;

    /// <param name="chunk">The identity of the message, as it came.</param>
    public ValueTask AddAsync(ReadOnlyMemory<byte> chunk)
    {
        var writer = new MessagePackWriter(_answers);
        writer.PutMap(1);
        writer.Put("ack");
        writer.WriteRaw(chunk.Span);
        writer.Flush();
        return ++_owed < MaxOwed ? ValueTask.CompletedTask : PayAsync();
    }

    /// <summary>Writes the log, and then the answers. When the disk does not take it there are none, and the peer sends again.</summary>
    public async ValueTask PayAsync()
    {
        if (_owed > 0)
        {
            if (intake.Flush())
            {
                await peer.WriteAsync(_answers.WrittenMemory, stop);
            }

            _answers.ResetWrittenCount();
            _owed = 0;
        }
    }
}
