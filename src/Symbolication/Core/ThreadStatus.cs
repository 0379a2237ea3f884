using Fleet.Symbolication.Targets;

namespace Fleet.Symbolication.Core;

/// <summary>What one <c>NT_PRSTATUS</c> says.</summary>
internal readonly record struct ThreadStatus(int Id, int Signal, RegisterContext? Registers, ulong ProcessorState, ulong? ThreadPointer);
