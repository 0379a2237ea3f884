using Fleet.DeviceAgent.Queue;
using Microsoft.Win32.SafeHandles;

namespace Fleet.DeviceAgent.Logs.Files;

/// <summary>The first bytes of a file, which an appended-to file never changes.</summary>
/// <param name="Length">How many they are.</param>
/// <param name="Sum">Their CRC-32C.</param>
internal readonly record struct FileFingerprint(int Length, uint Sum)
{
    /// <summary>The first lines' times differ within it.</summary>
    public const int MaxLength = 256;

    /// <summary>Of the first bytes, at most <paramref name="read"/> of them.</summary>
    public static FileFingerprint Of(SafeFileHandle file, long read)
    {
        Span<byte> bytes = stackalloc byte[(int)Math.Min(MaxLength, read)];
        var length = RandomAccess.Read(file, bytes, 0);
        return new FileFingerprint(length, Crc32C.Of(bytes[..length]));
    }

    public bool IsOf(SafeFileHandle file) => this == Of(file, Length);
}
