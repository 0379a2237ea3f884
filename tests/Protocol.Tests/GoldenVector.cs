using System.Text.Json.Nodes;

namespace Fleet.Protocol.Tests;

/// <param name="Name">Of its files in <c>Golden/</c>.</param>
/// <param name="Frame"><c>request</c> or <c>reply</c>.</param>
/// <param name="About">What it shows.</param>
/// <param name="Bytes">The frame before any content coding.</param>
/// <param name="Meaning">As <see cref="FrameJson"/> tells it.</param>
/// <param name="Reencode">Decodes and encodes again.</param>
/// <param name="Describe">Decodes and tells the meaning.</param>
internal sealed record GoldenVector(
    string Name,
    string Frame,
    string About,
    byte[] Bytes,
    JsonObject Meaning,
    Func<byte[], byte[]> Reencode,
    Func<byte[], JsonObject> Describe)
{
    /// <summary>The <c>Content-Encoding</c> of the bytes in the file.</summary>
    public string Coding { get; init; } = "identity";
}
