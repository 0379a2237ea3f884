using System.Diagnostics;
using Fleet.DeviceAgent.Logs.Network;

namespace Fleet.DeviceAgent.Tests.Memory;

/// <summary>A protocol as it is, of which a test knows how much it has read and how many peers it serves.</summary>
internal sealed class ServedStreams(ILogProtocol protocol) : ILogProtocol
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private long _bytes;
    private int _open;

    public long Bytes => Interlocked.Read(ref _bytes);

    public int Open => Volatile.Read(ref _open);

    public async Task<bool> ServeAsync(Stream peer, CancellationToken stop)
    {
        Interlocked.Increment(ref _open);
        try
        {
            return await protocol.ServeAsync(new Counted(peer, read => Interlocked.Add(ref _bytes, read)), stop);
        }
        finally
        {
            Interlocked.Decrement(ref _open);
        }
    }

    public async Task WaitAsync(Func<bool> condition)
    {
        var waited = Stopwatch.StartNew();
        while (!condition())
        {
            Assert.True(waited.Elapsed < Patience, $"{Bytes} bytes were read of {Open} peers");
            await Task.Yield();
        }
    }

    private sealed class Counted(Stream peer, Action<int> count) : Stream
    {
        public override bool CanRead => true;

        public override bool CanSeek => false;

        public override bool CanWrite => false;

        public override long Length => throw new NotSupportedException();

        public override long Position
        {
            get => throw new NotSupportedException();
            set => throw new NotSupportedException();
        }

        public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
        {
            var read = await peer.ReadAsync(buffer, cancellationToken);
            count(read);
            return read;
        }

        public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

        public override void Flush() => throw new NotSupportedException();

        public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

        public override void SetLength(long value) => throw new NotSupportedException();

        public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();
    }
}
