using System.Buffers.Binary;
using Fleet.Protocol.Attachments;
using Fleet.Protocol.Sync;

namespace Fleet.DeviceAgent.Tests.Testing;

/// <summary>Reads an export file by the words of docs/design/export-file.md.</summary>
internal static class ExportReader
{
    public static (Dictionary<string, byte[]> Attachments, List<SyncRequest> Requests) Read(byte[] file)
    {
        Assert.Equal("FLX1"u8, file.AsSpan(0, 4));
        var attachments = new Dictionary<string, byte[]>();
        var requests = new List<SyncRequest>();
        for (var at = 4; at < file.Length;)
        {
            var length = (int)BinaryPrimitives.ReadUInt32LittleEndian(file.AsSpan(at));
            var kind = BinaryPrimitives.ReadUInt32LittleEndian(file.AsSpan(at + 4));
            var content = file[(at + 8)..(at + 8 + length)];
            at += 8 + length;
            if (kind == 1)
            {
                var sha256 = Convert.ToHexStringLower(content.AsSpan(0, 32));
                attachments.Add(sha256, content[32..]);
                Assert.Equal(sha256, Attachment.OfContent(content.AsSpan(32)).Sha256);
            }
            else
            {
                Assert.Equal(2U, kind);
                requests.Add(SyncRequestCodec.Read(content));
            }
        }

        return (attachments, requests);
    }
}
