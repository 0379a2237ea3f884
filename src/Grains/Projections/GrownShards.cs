using System.Runtime.CompilerServices;
using System.Threading.Channels;
using Fleet.Domain.Metrics;
using Fleet.Grains.EventLog;

namespace Fleet.Grains.Projections;

/// <summary>The shards that grew since they were last taken from here, each once: between the log, which must not wait, and the waker.</summary>
public sealed class GrownShards : IAppendObserver
{
    private readonly Channel<int> _grown = Channel.CreateUnbounded<int>(new UnboundedChannelOptions { SingleReader = true });
    private readonly int[] _signalled = new int[DeviceSet.MaxShards];

    /// <inheritdoc/>
    public void Appended(int shard)
    {
        if (Interlocked.Exchange(ref _signalled[shard], 1) == 0)
        {
            _grown.Writer.TryWrite(shard);
        }
    }

    /// <summary>Shards as they grow, for one reader.</summary>
    public async IAsyncEnumerable<int> ReadAllAsync([EnumeratorCancellation] CancellationToken cancellation)
    {
        await foreach (var shard in _grown.Reader.ReadAllAsync(cancellation))
        {
            // Before the shard is looked at: what grows from now on signals again.
            Interlocked.Exchange(ref _signalled[shard], 0);
            yield return shard;
        }
    }
}
