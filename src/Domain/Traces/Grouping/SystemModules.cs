using System.Collections.Frozen;

namespace Fleet.Domain.Traces.Grouping;

/// <summary>
/// Libraries whose frames tell how a program failed and not where: those of the C library, the compilers' runtimes, and what programs of most products share.
/// A project's rules say otherwise for its own.
/// </summary>
public static class SystemModules
{
    /// <summary>Names up to the version: <see cref="ModuleName.Canonical"/>, without <c>.so</c>.</summary>
    private static readonly FrozenSet<string> Libraries = FrozenSet.ToFrozenSet(
    [
        "libc", "libm", "libpthread", "librt", "libdl", "libresolv", "libutil", "libanl", "libnsl", "libcrypt", "libthread_db", "libc.musl",
        "libstdc++", "libc++", "libc++abi", "libgcc_s", "libunwind", "libsupc++", "libgomp", "libatomic", "libasan", "libubsan", "libtsan", "liblsan",
        "libjemalloc", "libtcmalloc", "libtcmalloc_minimal", "libmimalloc", "libuClibc",
        "libglib", "libgobject", "libgio", "libgmodule", "libgthread", "libffi", "libpcre", "libpcre2", "libz", "libzstd", "liblzma", "libbz2",
        "libssl", "libcrypto", "libgnutls", "libmbedtls", "libmbedcrypto", "libmbedx509", "libcurl", "libdbus", "libsystemd", "libudev", "libsqlite3",
        "libexpat", "libxml2", "libevent", "libev", "libuv", "libcap", "libselinux",
        "libstd", "libcoreclr", "libclrjit", "libhostfxr", "libhostpolicy", "libjvm",
    ],
    StringComparer.Ordinal);

    /// <summary>Dynamic linkers and what the kernel maps.</summary>
    private static readonly string[] Prefixes = ["ld-linux", "ld-musl", "ld.so", "ld-", "linux-vdso", "linux-gate", "[vdso", "[vsyscall", "[vectors"];

    /// <param name="module">File name, or path, of the module.</param>
    public static bool IsSystem(string module)
    {
        var name = ModuleName.Canonical(module);
        foreach (var prefix in Prefixes)
        {
            if (name.StartsWith(prefix, StringComparison.Ordinal))
            {
                return true;
            }
        }

        var so = name.IndexOf(".so", StringComparison.Ordinal);
        return so > 0 && (Libraries.Contains(name[..so]) || Libraries.GetAlternateLookup<ReadOnlySpan<char>>().Contains(WithoutApi(name.AsSpan(0, so)))
            || name.StartsWith("libc.musl-", StringComparison.Ordinal));
    }

    /// <summary><c>libglib-2.0</c>, <c>libstd-1a2b3c</c>: with the version of the interface, or a hash, in the name.</summary>
    private static ReadOnlySpan<char> WithoutApi(ReadOnlySpan<char> stem) => stem.LastIndexOf('-') is var dash and > 0 ? stem[..dash] : stem;
}
