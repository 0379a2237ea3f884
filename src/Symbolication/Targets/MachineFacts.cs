namespace Fleet.Symbolication.Targets;

/// <summary>
/// What the ABIs say of an architecture's registers, in the numbers that DWARF gives them. Sources: System V AMD64 ABI figure 3.36, DWARF for the ARM
/// 64-bit Architecture (AADWARF64) and the ARM Architecture (AADWARF32), RISC-V ELF psABI.
/// </summary>
public static class MachineFacts
{
    extension(Machine machine)
    {
        public bool Is64 => machine != Machine.Arm;

        /// <summary>Bytes of an address.</summary>
        public int WordSize => machine.Is64 ? 8 : 4;

        public int StackPointer => machine switch { Machine.X64 => 7, Machine.Arm64 => 31, Machine.Arm => 13, _ => 2 };

        public int FramePointer => machine switch { Machine.X64 => 6, Machine.Arm64 => 29, Machine.Arm => 11, _ => 8 };

        /// <summary>Where a call leaves the return address; none on x86-64, which pushes it.</summary>
        public int? LinkRegister => machine switch { Machine.X64 => null, Machine.Arm64 => 30, Machine.Arm => 14, _ => 1 };

        /// <summary>General registers that <see cref="RegisterContext"/> keeps, the program counter apart.</summary>
        public int GeneralRegisters => machine switch { Machine.X64 => 16, Machine.Arm64 => 32, Machine.Arm => 15, _ => 32 };

        /// <summary>The number that call frame information uses for the program counter, where it has one.</summary>
        public int? ProgramCounter => machine switch { Machine.X64 => 16, Machine.Arm64 => 32, Machine.Arm => 15, _ => null };
    }
}
