using Fleet.Domain.Traces;

namespace Fleet.Domain.Tests.Traces;

public sealed class CrashClassTests
{
    private const ulong Sp = 0x7ffd_1234_5678;

    [Theory]
    [InlineData(11, 1, 0x0UL, "segv-null")]
    [InlineData(11, 1, 0xffffUL, "segv-null")]
    [InlineData(11, 1, 0x10000UL, "segv-wild")]
    [InlineData(11, 2, 0x5555_0000_1000UL, "segv-wild")]
    [InlineData(11, 0x80, 0x0UL, "segv-wild")] // Not canonical: x86 does not tell the address.
    [InlineData(11, 0, 0x3e8UL, "SIGSEGV")] // kill: the address is a process's id.
    [InlineData(11, -6, 0x3e8UL, "SIGSEGV")]
    [InlineData(7, 2, 0x10UL, "SIGBUS")]
    [InlineData(4, 2, 0x10UL, "SIGILL")]
    [InlineData(8, 1, 0x10UL, "SIGFPE")]
    [InlineData(5, 1, 0x10UL, "SIGTRAP")]
    [InlineData(31, 1, 0x10UL, "SIGSYS")]
    [InlineData(34, 0, 0x10UL, "SIG34")]
    [InlineData(0, 0, 0x0UL, "SIG0")]
    public void A_signal_and_its_address_have_a_class(int signal, int code, ulong fault, string expected) =>
        Assert.Equal(expected, CrashClassRules.Of(new CrashFacts(signal, code, fault, 0x40_0000, Sp, [])).Text);

    [Fact]
    public void A_jump_to_no_code_is_told_from_an_access() =>
        Assert.Equal(CrashClass.SegvExec, CrashClassRules.Of(new CrashFacts(11, 2, 0xdead_0000, 0xdead_0000, Sp, [])));

    [Theory]
    [InlineData(-8L, 3, true)] // A push.
    [InlineData(-65536L, 3, true)] // A probe.
    [InlineData(-65537L, 3, false)]
    [InlineData(0x100L, 3, true)] // In the frame, on the page of the stack pointer, which so cannot be written.
    [InlineData(0x2000L, 3, false)] // A shallow stack written over its upper end.
    [InlineData(0x2000L, 64, true)] // A large frame of a deep stack.
    [InlineData(0x20_0000L, 64, false)]
    public void A_stack_that_ran_out_faults_about_its_pointer(long distance, int depth, bool isOverflow)
    {
        var frames = Enumerable.Repeat(Frame("app", "recurse"), depth).ToArray();
        var found = CrashClassRules.Of(new CrashFacts(11, 1, Sp + (ulong)distance, 0x40_0000, Sp, frames));
        Assert.Equal(isOverflow ? CrashClass.StackOverflow : CrashClass.SegvWild, found);
    }

    [Theory]
    [InlineData("abort:assert", "__pthread_kill_implementation", "raise", "abort", "__assert_fail_base", "__assert_fail", "app!go")]
    [InlineData("abort:malloc", "raise", "abort", "__libc_message_impl", "malloc_printerr", "_int_free", "__libc_free", "app!go")]
    [InlineData("abort:malloc", "raise", "abort", "__libc_message", "__libc_assert_fail", "sysmalloc", "_int_malloc", "app!go")]
    [InlineData("abort:c++-exception", "raise", "abort", "__gnu_cxx::__verbose_terminate_handler()", "__cxxabiv1::__terminate(void (*)())", "std::terminate()", "__cxa_throw", "app!go")]
    [InlineData("abort:rust-panic", "raise", "abort", "std::sys::pal::unix::abort_internal", "std::panicking::rust_panic_with_hook", "app!go")]
    [InlineData("abort:stack-smash", "raise", "abort", "__libc_message_impl", "__fortify_fail", "__stack_chk_fail", "app!go")]
    [InlineData("abort:fortify", "raise", "abort", "__libc_message_impl", "__fortify_fail", "__chk_fail", "__memcpy_chk", "app!go")]
    [InlineData("abort", "raise", "abort", "app!go")]
    [InlineData("abort", "raise", "abort", "app!my_handler", "__assert_fail")] // What the application had called before is not why.
    [InlineData("abort:assert", "raise@@GLIBC_2.4", "__GI_abort", "__assert_fail.part.0", "app!go")]
    public void The_machinery_tells_why_a_program_aborted(string expected, params string[] functions) => Assert.Equal(
        expected, CrashClassRules.Of(new CrashFacts(6, -6, null, 1, Sp, [.. functions.Select(f => f.StartsWith("app!", StringComparison.Ordinal) ? Frame("app", f[4..]) : Frame("libc.so.6", f))])).Text);

    [Theory]
    [InlineData("*** stack smashing detected ***: terminated", "abort:stack-smash")]
    [InlineData("app: main.c:3: go: Assertion `x > 0' failed.", "abort:assert")]
    [InlineData("free(): invalid pointer", "abort:malloc")]
    [InlineData("terminate called after throwing an instance of 'std::out_of_range'", "abort:c++-exception")]
    [InlineData("thread 'main' panicked at src/main.rs:2:5:", "abort:rust-panic")]
    [InlineData("bye", "abort")]
    public void Without_symbols_the_message_tells(string message, string expected) =>
        Assert.Equal(expected, CrashClassRules.Of(new CrashFacts(6, -6, null, 1, Sp, [Frame("libc.so.6", ""), Frame("app", "")], message)).Text);

    [Fact]
    public void A_panic_that_ends_in_an_illegal_instruction_is_a_panic() => Assert.Equal(
        CrashClass.AbortRustPanic, CrashClassRules.Of(new CrashFacts(4, 2, 0x40_0000, 0x40_0000, Sp, [Frame("app", "std::panicking::rust_panic"), Frame("app", "app::go")])));

    private static TraceFrame Frame(string module, string function) => new(module, "", 0x10, function, "", 0, IsInlined: false, TraceTrust.Cfi);
}
