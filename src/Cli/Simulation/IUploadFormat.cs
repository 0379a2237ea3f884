using System.Buffers;
using Fleet.Cli.Http;

namespace Fleet.Cli.Simulation;

/// <summary>How a batch is written for a server and how its reply is read. One instance for each connection; not safe for concurrent use.</summary>
internal interface IUploadFormat
{
    HttpRequestBuffer CreateBuffer();

    /// <param name="body">Where to write.</param>
    /// <param name="batch">Which reports.</param>
    /// <param name="withTables">Whether the server asked for the key tables.</param>
    void Write(IBufferWriter<byte> body, in UploadBatch batch, bool withTables);

    /// <param name="batch">What was sent.</param>
    /// <param name="reply">What came back.</param>
    /// <param name="problem">What is wrong, for <see cref="Verdict.Wrong"/>.</param>
    Verdict Judge(in UploadBatch batch, in HttpReply reply, out string? problem);
}
