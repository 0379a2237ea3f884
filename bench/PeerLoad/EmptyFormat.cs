using System.Buffers;
using Fleet.Cli.Http;
using Fleet.Cli.Simulation;

namespace Fleet.PeerLoad;

/// <summary>Fleet's bodies for a server that only reads them.</summary>
internal sealed class EmptyFormat(SyncFormat sync) : IUploadFormat
{
    public HttpRequestBuffer CreateBuffer() => sync.CreateBuffer();

    public void Write(IBufferWriter<byte> body, in UploadBatch batch, bool withTables) => sync.Write(body, batch, withTables);

    public Verdict Judge(in UploadBatch batch, in HttpReply reply, out string? problem)
    {
        problem = reply.IsSuccess ? null : $"status {reply.Status}";
        return reply.IsSuccess ? Verdict.Accepted : Verdict.Wrong;
    }
}
