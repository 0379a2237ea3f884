namespace Fleet.Storage.Tests.Blobs;

/// <summary>Gives its bytes, and then what a lost connection gives.</summary>
internal sealed class BreakingStream(byte[] content) : MemoryStream(content, writable: false)
{
    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) =>
        await base.ReadAsync(buffer, cancellationToken) is var count and > 0 ? count : throw new IOException("connection reset by peer");
}
