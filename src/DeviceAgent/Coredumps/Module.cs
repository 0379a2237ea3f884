using Fleet.DeviceAgent.Elf;

namespace Fleet.DeviceAgent.Coredumps;

/// <summary>A file that is mapped from its first page on.</summary>
/// <param name="Start">Its load address.</param>
/// <param name="Name">File name without its folder.</param>
/// <param name="BuildId">Lower-case hexadecimal; empty when there is none, or it could not be read.</param>
/// <param name="Header">The first page through the build-id note: what names it. Empty when the file is not ELF.</param>
/// <param name="Dynamic">Its dynamic section; empty when there is none.</param>
/// <param name="UnwindTable">Its <c>.eh_frame_hdr</c>; 0 when there is none.</param>
internal sealed record Module(ulong Start, string Name, string BuildId, AddressRange Header, AddressRange Dynamic, ulong UnwindTable = 0);
