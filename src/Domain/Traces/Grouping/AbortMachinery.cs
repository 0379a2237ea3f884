using System.Collections.Frozen;

namespace Fleet.Domain.Traces.Grouping;

/// <summary>Functions between a program's decision to end and its end, by <see cref="NativeName.Canonical"/> names: of glibc, musl, uClibc, bionic, libstdc++, libc++, Rust, GLib, Qt.</summary>
internal static class AbortMachinery
{
    /// <summary>Those that tell why.</summary>
    private static readonly FrozenDictionary<string, CrashClass> Telling = new Dictionary<string, CrashClass>(StringComparer.Ordinal)
    {
        ["__assert_fail"] = CrashClass.AbortAssert,
        ["__assert_fail_base"] = CrashClass.AbortAssert,
        ["__assert_perror_fail"] = CrashClass.AbortAssert,
        ["__assert"] = CrashClass.AbortAssert,
        ["__assert2"] = CrashClass.AbortAssert,
        ["__assert_func"] = CrashClass.AbortAssert,
        ["__assert_rtn"] = CrashClass.AbortAssert,
        ["g_assertion_message"] = CrashClass.AbortAssert,
        ["g_assertion_message_expr"] = CrashClass.AbortAssert,
        ["qt_assert"] = CrashClass.AbortAssert,
        ["qt_assert_x"] = CrashClass.AbortAssert,
        ["std::__glibcxx_assert_fail"] = CrashClass.AbortAssert,
        ["malloc_printerr"] = CrashClass.AbortMalloc,
        ["__malloc_assert"] = CrashClass.AbortMalloc,
        ["_int_free"] = CrashClass.AbortMalloc,
        ["_int_free_chunk"] = CrashClass.AbortMalloc,
        ["_int_free_merge_chunk"] = CrashClass.AbortMalloc,
        ["_int_malloc"] = CrashClass.AbortMalloc,
        ["_int_realloc"] = CrashClass.AbortMalloc,
        ["sysmalloc"] = CrashClass.AbortMalloc,
        ["malloc_consolidate"] = CrashClass.AbortMalloc,
        ["munmap_chunk"] = CrashClass.AbortMalloc,
        ["unlink_chunk"] = CrashClass.AbortMalloc,
        ["tcache_thread_shutdown"] = CrashClass.AbortMalloc,
        ["std::terminate"] = CrashClass.AbortCxxException,
        ["std::__terminate"] = CrashClass.AbortCxxException,
        ["__cxxabiv1::__terminate"] = CrashClass.AbortCxxException,
        ["__gnu_cxx::__verbose_terminate_handler"] = CrashClass.AbortCxxException,
        ["demangling_terminate_handler"] = CrashClass.AbortCxxException,
        ["abort_message"] = CrashClass.AbortCxxException,
        ["__clang_call_terminate"] = CrashClass.AbortCxxException,
        ["__cxa_call_terminate"] = CrashClass.AbortCxxException,
        ["__cxa_throw"] = CrashClass.AbortCxxException,
        ["__cxa_rethrow"] = CrashClass.AbortCxxException,
        ["rust_panic"] = CrashClass.AbortRustPanic,
        ["rust_begin_unwind"] = CrashClass.AbortRustPanic,
        ["__rust_start_panic"] = CrashClass.AbortRustPanic,
        ["__rustc::rust_begin_unwind"] = CrashClass.AbortRustPanic,
        ["__rustc::__rust_start_panic"] = CrashClass.AbortRustPanic,
        ["panic_abort::__rust_start_panic"] = CrashClass.AbortRustPanic,
        ["__stack_chk_fail"] = CrashClass.AbortStackSmash,
        ["__stack_chk_fail_local"] = CrashClass.AbortStackSmash,
        ["__chk_fail"] = CrashClass.AbortFortify,
    }.ToFrozenDictionary(StringComparer.Ordinal);

    private static readonly string[] RustPanics = ["std::panicking::", "core::panicking::", "core::result::unwrap_failed", "core::option::unwrap_failed", "core::option::expect_failed"];

    /// <summary>Those that do not.</summary>
    private static readonly FrozenSet<string> Silent = FrozenSet.ToFrozenSet(
    [
        "raise", "gsignal", "abort", "__abort", "__pthread_kill", "pthread_kill", "__pthread_kill_implementation", "__pthread_kill_internal", "__libc_message", "__libc_message_impl", "__libc_fatal",
        "__fortify_fail", "__fortify_fail_abort", "__libc_assert_fail", "__libc_do_syscall", "__libc_signal_restore_set", "kill", "tgkill", "tkill", "syscall", "__restore_rt", "__restore", "__default_sa_restorer",
        "__kernel_rt_sigreturn", "__cxa_pure_virtual", "__cxa_deleted_virtual", "_Unwind_RaiseException", "_Unwind_Resume", "_Unwind_Resume_or_Rethrow", "__gxx_personality_v0",
        "g_log", "g_logv", "g_log_default_handler", "g_log_structured_array", "_g_log_abort", "qAbort", "qt_message_fatal", "QMessageLogger::fatal",
    ],
    StringComparer.Ordinal);

    public static bool IsPart(string name) => Silent.Contains(name) || Tells(name) is not null;

    /// <returns>Null when the function does not say why.</returns>
    public static CrashClass? Tells(string name)
    {
        if (Telling.TryGetValue(name, out var told))
        {
            return told;
        }

        foreach (var prefix in RustPanics)
        {
            if (name.StartsWith(prefix, StringComparison.Ordinal))
            {
                return CrashClass.AbortRustPanic;
            }
        }

        return null;
    }
}
