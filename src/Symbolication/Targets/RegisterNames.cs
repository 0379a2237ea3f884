namespace Fleet.Symbolication.Targets;

/// <summary>What ABIs call the registers that <see cref="RegisterContext"/> keeps. Sources: as <see cref="MachineFacts"/>.</summary>
public static class RegisterNames
{
    private static readonly string[] X64 = ["rax", "rdx", "rcx", "rbx", "rsi", "rdi", "rbp", "rsp", "r8", "r9", "r10", "r11", "r12", "r13", "r14", "r15"];

    private static readonly string[] Arm64 = [.. Enumerable.Range(0, 31).Select(number => $"x{number}"), "sp"];

    private static readonly string[] Arm = [.. Enumerable.Range(0, 13).Select(number => $"r{number}"), "sp", "lr"];

    private static readonly string[] RiscV64 =
    [
        "zero", "ra", "sp", "gp", "tp", "t0", "t1", "t2", "s0", "s1", "a0", "a1", "a2", "a3", "a4", "a5", "a6", "a7",
        "s2", "s3", "s4", "s5", "s6", "s7", "s8", "s9", "s10", "s11", "t3", "t4", "t5", "t6",
    ];

    extension(Machine machine)
    {
        /// <summary>Of general registers, by DWARF number.</summary>
        public IReadOnlyList<string> GeneralRegisterNames => machine switch { Machine.X64 => X64, Machine.Arm64 => Arm64, Machine.Arm => Arm, _ => RiscV64 };

        /// <summary>Of the program counter.</summary>
        public string ProgramCounterName => machine == Machine.X64 ? "rip" : "pc";
    }
}
