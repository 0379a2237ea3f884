using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace Fleet.DeviceAgent.Logs.Files;

/// <summary>Which file it is, whatever its name: by <c>statx</c>, whose structure is the same on all machines.</summary>
/// <param name="Inode">Of its file system.</param>
/// <param name="Size">Bytes.</param>
internal readonly partial record struct FileIdentity(ulong Inode, long Size)
{
    private const int CurrentDirectory = -100;
    private const int EmptyPath = 0x1000;
    private const uint BasicStats = 0x7FF;
    private const int StructureBytes = 256;
    private const int ModeOffset = 28;
    private const int InodeOffset = 32;
    private const int SizeOffset = 40;
    private const int TypeMask = 0xF000;
    private const int RegularType = 0x8000;

    /// <summary>Null when there is no regular file.</summary>
    public static FileIdentity? Of(string path) => Of(CurrentDirectory, path, 0);

    /// <summary>Null when the file cannot be asked any more.</summary>
    public static FileIdentity? Of(SafeFileHandle file) => Of((int)file.DangerousGetHandle(), "", EmptyPath);

    private static unsafe FileIdentity? Of(int directory, string path, int flags)
    {
        var result = stackalloc byte[StructureBytes];
        if (StatX(directory, path, flags, BasicStats, result) != 0)
        {
            return null;
        }

        var bytes = new ReadOnlySpan<byte>(result, StructureBytes);
        return (MemoryMarshal.Read<ushort>(bytes[ModeOffset..]) & TypeMask) == RegularType
            ? new FileIdentity(MemoryMarshal.Read<ulong>(bytes[InodeOffset..]), MemoryMarshal.Read<long>(bytes[SizeOffset..]))
            : null;
    }

    [LibraryImport("libc", EntryPoint = "statx", StringMarshalling = StringMarshalling.Utf8)]
    private static unsafe partial int StatX(int directory, string path, int flags, uint mask, byte* result);
}
