using System.Buffers.Binary;

namespace Fleet.DeviceAgent.Native;

/// <summary>What a path is, without opening it: opening a pipe waits, and a device may never end.</summary>
internal static class FileKind
{
    private const int CurrentDirectory = -100; // AT_FDCWD
    private const int NoFollow = 0x100; // AT_SYMLINK_NOFOLLOW
    private const uint TypeMask = 0x1; // STATX_TYPE
    private const int StatXBytes = 256;
    private const int ModeOffset = 28; // stx_mode, behind mask, blksize, attributes, nlink, uid, gid
    private const int TypeBits = 0xF000; // S_IFMT
    private const int Regular = 0x8000; // S_IFREG

    /// <summary>Whether it is a regular file; a link to one is not.</summary>
    public static unsafe bool IsRegular(string path)
    {
        var buffer = stackalloc byte[StatXBytes];
        return LibC.StatX(CurrentDirectory, path, NoFollow, TypeMask, buffer) == 0
            && (BinaryPrimitives.ReadUInt16LittleEndian(new ReadOnlySpan<byte>(buffer + ModeOffset, sizeof(ushort))) & TypeBits) == Regular;
    }
}
