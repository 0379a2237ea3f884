namespace Fleet.Domain.Traces;

/// <summary>Names of signals as x86, ARM and RISC-V number them (Linux, <c>asm-generic/signal.h</c>).</summary>
public static class SignalNames
{
    public const int Ill = 4;
    public const int Trap = 5;
    public const int Abrt = 6;
    public const int Segv = 11;

    private static readonly string[] Names =
    [
        "", "HUP", "INT", "QUIT", "ILL", "TRAP", "ABRT", "BUS", "FPE", "KILL", "USR1", "SEGV", "USR2", "PIPE", "ALRM", "TERM", "STKFLT", "CHLD", "CONT", "STOP",
        "TSTP", "TTIN", "TTOU", "URG", "XCPU", "XFSZ", "VTALRM", "PROF", "WINCH", "IO", "PWR", "SYS",
    ];

    /// <summary><c>SIGBUS</c>; <c>SIG34</c> for one without a name, as real-time signals.</summary>
    public static string Of(int signal) => signal > 0 && signal < Names.Length ? $"SIG{Names[signal]}" : $"SIG{signal}";
}
