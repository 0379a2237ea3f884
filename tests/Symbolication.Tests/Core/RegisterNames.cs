using Fleet.Symbolication.Targets;

namespace Fleet.Symbolication.Tests.Core;

/// <summary>gdb's names of general registers, by DWARF number.</summary>
internal static class RegisterNames
{
    private static readonly string[] X64 = ["rax", "rdx", "rcx", "rbx", "rsi", "rdi", "rbp", "rsp", "r8", "r9", "r10", "r11", "r12", "r13", "r14", "r15"];
    private static readonly string[] Arm = [.. Enumerable.Range(0, 13).Select(i => $"r{i}"), "sp", "lr"];
    private static readonly string[] Arm64 = [.. Enumerable.Range(0, 31).Select(i => $"x{i}"), "sp"];

    public static string[] Of(Machine machine) => machine switch { Machine.X64 => X64, Machine.Arm => Arm, _ => Arm64 };

    public static string Pc(Machine machine) => machine == Machine.X64 ? "rip" : "pc";

    public static string State(Machine machine) => machine == Machine.X64 ? "eflags" : "cpsr";
}
