using Fleet.DeviceAgent.Elf;

namespace Fleet.DeviceAgent.Coredumps;

/// <summary>A part of a process's memory, of which the core holds the beginning.</summary>
/// <param name="Flags"><c>p_flags</c>.</param>
/// <param name="Memory">All of the part.</param>
/// <param name="Kept">Bytes of its beginning that are in the core.</param>
/// <param name="SourceOffset">Where those are in the kernel's core.</param>
internal readonly record struct Piece(uint Flags, AddressRange Memory, ulong Kept, ulong SourceOffset);
