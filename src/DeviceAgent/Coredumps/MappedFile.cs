using Fleet.DeviceAgent.Elf;

namespace Fleet.DeviceAgent.Coredumps;

/// <summary>A stretch of memory that shows a file, as <c>NT_FILE</c> tells.</summary>
/// <param name="Memory">Where it is.</param>
/// <param name="Page">Of the file, at which the memory begins.</param>
/// <param name="NameAt">Offset of the file's path in the notes.</param>
/// <param name="NameLength">Bytes of the path.</param>
internal readonly record struct MappedFile(AddressRange Memory, ulong Page, int NameAt, int NameLength);
