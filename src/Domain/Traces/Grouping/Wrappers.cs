using System.Collections.Frozen;

namespace Fleet.Domain.Traces.Grouping;

/// <summary>Functions of languages' and C libraries that lie in the program's own module: inlined, instantiated, or linked into it.</summary>
internal static class Wrappers
{
    private static readonly string[] Scopes =
    [
        "std::", "core::", "alloc::", "__gnu_cxx::", "__cxxabiv1::", "__gnu_debug::", "__sanitizer::", "__asan::", "__tsan::", "__ubsan::", "hashbrown::", "panic_unwind::", "panic_abort::",
        "runtime.", "__rustc::",
    ];

    private static readonly string[] Prefixes =
    [
        "__interceptor_", "___interceptor_", "__asan_", "__ubsan_", "__tsan_", "__sanitizer_", "__rust_", "__rg_", "__memcpy_", "__memmove_", "__memset_", "__memcmp_", "__memchr_",
        "__strlen_", "__strcmp_", "__strncmp_", "__strcpy_", "__strchr_", "__strcat_", "__strncpy_", "__libc_", "__pthread_", "__GI_", "__kernel_", "__vdso_", "_dl_", "_int_",
    ];

    private static readonly FrozenSet<string> Names = FrozenSet.ToFrozenSet(
    [
        "memcpy", "memmove", "memset", "memcmp", "memchr", "mempcpy", "__memcpy_chk", "__memset_chk", "__memmove_chk", "strlen", "strnlen", "strcmp", "strncmp", "strcasecmp",
        "strcpy", "strncpy", "strcat", "strncat", "strchr", "strrchr", "strstr", "strdup", "strndup", "strtol", "strtoul", "strtod", "__strcpy_chk", "__strcat_chk",
        "malloc", "free", "calloc", "realloc", "cfree", "memalign", "posix_memalign", "aligned_alloc", "operator new", "operator delete", "operator new[]", "operator delete[]",
        "printf", "fprintf", "sprintf", "snprintf", "vprintf", "vfprintf", "vsprintf", "vsnprintf", "puts", "fputs", "fwrite", "fread", "fclose", "fopen",
        "__vfprintf_internal", "__printf_fp", "printf_core", "sscanf", "vsscanf", "qsort", "qsort_r", "msort_with_tmp", "bsearch", "__qsort_r", "__vsnprintf_internal",
        "a_crash", "__aeabi_memcpy", "__aeabi_memset", "__aeabi_memmove", "__aeabi_idiv0", "__aeabi_ldiv0",
    ],
    StringComparer.Ordinal);

    /// <summary>Where threads and programs begin: below every stack.</summary>
    private static readonly FrozenSet<string> Bases = FrozenSet.ToFrozenSet(
    [
        "_start", "__start", "_start_c", "__libc_start_main", "__libc_start_call_main", "__libc_start_main_impl", "__libc_start_main_stage2", "start_thread", "__start_thread", "clone", "__clone",
        "clone3", "__clone3", "thread_start", "start", "execute_native_thread_routine", "__thread_start", "lang_start", "rt0_go", "runtime.goexit", "g_thread_proxy",
    ],
    StringComparer.Ordinal);

    /// <summary>Part of a language's or C library, by a <see cref="NativeName.Canonical"/> name.</summary>
    public static bool IsLibrary(string name)
    {
        foreach (var scope in Scopes)
        {
            if (name.StartsWith(scope, StringComparison.Ordinal))
            {
                return true;
            }
        }

        foreach (var prefix in Prefixes)
        {
            if (name.StartsWith(prefix, StringComparison.Ordinal))
            {
                return true;
            }
        }

        return Names.Contains(name);
    }

    public static bool IsBase(string name) => Bases.Contains(name);
}
