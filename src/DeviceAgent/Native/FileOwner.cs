using System.Buffers.Binary;

namespace Fleet.DeviceAgent.Native;

/// <summary>Acts on files as the owner of one, for root: what it makes is that owner's, and what that owner may not touch it does not touch for him.</summary>
internal static class FileOwner
{
    /// <summary>STATX_UID | STATX_GID.</summary>
    private const uint OwnerMask = 0x8 | 0x10;

    private const int CurrentDirectory = -100;
    private const int StatSize = 256;
    private const int UserAt = 20;
    private const int GroupAt = 24;

    /// <summary>From now on this thread makes and opens files as the owner of <paramref name="path"/>. Nothing changes when that is not there.</summary>
    public static unsafe void ActAs(string path)
    {
        Span<byte> status = stackalloc byte[StatSize];
        fixed (byte* at = status)
        {
            if (LibC.StatX(CurrentDirectory, path, 0, OwnerMask, at) == 0)
            {
                _ = LibC.SetFileGroup(BinaryPrimitives.ReadUInt32LittleEndian(status[GroupAt..]));
                _ = LibC.SetFileUser(BinaryPrimitives.ReadUInt32LittleEndian(status[UserAt..]));
            }
        }
    }
}
