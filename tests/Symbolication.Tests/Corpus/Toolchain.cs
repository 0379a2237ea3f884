using Fleet.Symbolication.Targets;

namespace Fleet.Symbolication.Tests.Corpus;

/// <summary>Compilers of one maker for one machine.</summary>
/// <param name="Prefix">Of the names of binutils.</param>
/// <param name="Gdb">The debugger that knows the machine.</param>
/// <param name="Emulator">What runs the machine's programs here; empty when the processor does.</param>
/// <param name="EmulatorOptions">Of the emulator.</param>
/// <param name="Sysroot">Folder of the machine's libraries; empty when it is this one's.</param>
internal sealed record Toolchain(string Name, Machine Machine, string C, string Cpp, string Rust, string Prefix = "", string Gdb = "gdb", string Emulator = "", string EmulatorOptions = "", string Sysroot = "")
{
    public static readonly Toolchain Gcc = new("gcc", Machine.X64, "gcc", "g++", "");
    public static readonly Toolchain Clang = new("clang", Machine.X64, "clang", "clang++", "");
    public static readonly Toolchain Musl = new("musl", Machine.X64, "musl-gcc", "", "");
    public static readonly Toolchain Rustc = new("rustc", Machine.X64, "", "", "rustc");

    // gdb 13 goes around in circles in a signal frame that holds registers of a kind that it does not know.
    public static readonly Toolchain Arm64 =
        new("arm64", Machine.Arm64, "aarch64-linux-gnu-gcc", "aarch64-linux-gnu-g++", "", "aarch64-linux-gnu-", "gdb-multiarch", "qemu-aarch64-static", "-cpu max,sve=off,sme=off", "/usr/aarch64-linux-gnu");

    public static readonly Toolchain Arm =
        new("arm", Machine.Arm, "arm-linux-gnueabihf-gcc", "arm-linux-gnueabihf-g++", "", "arm-linux-gnueabihf-", "gdb-multiarch", "qemu-arm-static", "", "/usr/arm-linux-gnueabihf");

    /// <summary>Empty when it has no compiler of the language.</summary>
    public string Compiler(Language language) => language switch { Language.C => C, Language.Cpp => Cpp, _ => Rust };

    /// <summary>Whether this machine has it.</summary>
    public bool IsHere => new[] { C, Cpp, Rust }.Where(compiler => compiler.Length > 0).All(IsOnPath);

    private static bool IsOnPath(string program) =>
        (Environment.GetEnvironmentVariable("PATH") ?? "").Split(':').Any(folder => File.Exists(Path.Combine(folder, program)));
}
