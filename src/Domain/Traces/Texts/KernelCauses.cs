namespace Fleet.Domain.Traces.Texts;

/// <summary>Lines by which a kernel says what happened, on x86, arm64, arm and RISC-V, from Linux 3 on.</summary>
internal static class KernelCauses
{
    /// <summary>In the order in which they are tried: what is more special comes first.</summary>
    private static readonly (string Text, string Kind)[] Oopses =
    [
        ("kernel NULL pointer dereference", "null"),
        ("BUG: stack guard page was hit", "stack-overflow"),
        ("kernel stack overflow", "stack-overflow"),
        ("Insufficient stack space to handle exception", "stack-overflow"),
        ("unable to handle page fault", "paging"),
        ("nable to handle kernel paging request", "paging"),
        ("nable to handle kernel access to user memory", "paging"),
        ("general protection fault", "general-protection"),
        ("kernel BUG at", "bug"),
        ("Oops - BUG", "bug"),
        ("BUG: KASAN: ", "kasan"),
        ("BUG: KFENCE: ", "kfence"),
        ("BUG: scheduling while atomic", "scheduling-while-atomic"),
        ("BUG: spinlock ", "spinlock"),
        ("soft lockup", "soft-lockup"),
        ("hard LOCKUP", "hard-lockup"),
        ("rcu_sched self-detected stall", "rcu-stall"),
        ("rcu_preempt self-detected stall", "rcu-stall"),
        ("detected stalls on CPUs", "rcu-stall"),
        ("divide error:", "divide"),
        ("invalid opcode:", "invalid-opcode"),
        ("undefined instruction", "invalid-opcode"),
        ("double fault:", "double-fault"),
        ("Internal error: ", "oops"),
        ("Oops: ", "oops"),
    ];

    private static readonly (string Text, string Kind)[] Panics =
    [
        ("Attempted to kill init", "init-killed"),
        ("Unable to mount root fs", "no-root"),
        ("No working init found", "no-init"),
        ("Requested init ", "no-init"),
        ("no killable processes", "out-of-memory"),
        ("ut of memory", "out-of-memory"),
        ("hung_task", "hung-task"),
        ("softlockup", "soft-lockup"),
        ("Hard LOCKUP", "hard-lockup"),
        ("hard LOCKUP", "hard-lockup"),
        ("RCU Stall", "rcu-stall"),
        ("stack-protector", "stack-smash"),
        ("kernel stack overflow", "stack-overflow"),
        ("Fatal exception in interrupt", "fatal-exception"),
        ("Fatal exception", "fatal-exception"),
        ("sysrq triggered crash", "sysrq"),
        ("panic_on_warn", "warning"),
        ("Asynchronous SError", "serror"),
        ("NMI: Not continuing", "nmi"),
    ];

    private const string Panic = "Kernel panic - not syncing";

    /// <returns>Kind of the failure that the line tells, and whether it is only the panic that follows from one; null when it tells none.</returns>
    public static (string Kind, bool IsPanic)? Of(string line)
    {
        if (line.Contains(Panic, StringComparison.Ordinal))
        {
            return (Find(Panics, line) ?? "panic", true);
        }

        return Find(Oopses, line) is { } kind ? (kind, false) : null;
    }

    private static string? Find((string Text, string Kind)[] known, string line)
    {
        foreach (var (text, kind) in known)
        {
            if (line.Contains(text, StringComparison.Ordinal))
            {
                return kind;
            }
        }

        return null;
    }
}
