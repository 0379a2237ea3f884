namespace Fleet.Symbolication.Tests.Corpus.Crashing;

/// <summary>What the kernel starts for each crash: keeps the full core, and has the agent make a trimmed one of the same process.</summary>
internal static class CrashHandler
{
    /// <summary>In the folder of a crashed program.</summary>
    public const string FullCore = "full.core";

    /// <summary>In the folder of a crashed program.</summary>
    public const string AgentData = "agent";

    /// <summary>In the folder of a crashed program.</summary>
    public const string Log = "handler.log";

    /// <summary>Short, since <c>core_pattern</c> is.</summary>
    private const string Name = "h";

    /// <summary>
    /// The working directory of what crashed is its case's, or within that; nobody else's cores are taken. The kernel's pipe stays open, and so the process there, until the
    /// agent has ended. A debugger that ends with an internal error is asked about a case in its folder, and is none. An emulator has written its program's core already, and its own is of no use; that of 64-bit programs has their memory at their own
    /// addresses, that of 32-bit programs (<see cref="EmulatedProcess"/>) has not.
    /// </summary>
    private static string Script(string folder) => $$"""
        #!/bin/sh
        case=$(readlink "/proc/$1/cwd")
        name=${case#'{{folder}}/'}
        [ "$name" != "$case" ] && cd '{{folder}}'/"${name%%/*}" || exit 0
        exec >>{{Log}} 2>&1 3<&0
        case $(readlink "/proc/$1/exe") in
          */gdb*) exit ;;
          */qemu-arm-static) mv qemu_*_"$1".core {{FullCore}}; exit ;;
          */qemu-*) mv qemu_*_"$1".core {{FullCore}} ;;
          *) cat >{{FullCore}} ;;
        esac
        export DOTNET_ROOT='{{Path.GetDirectoryName(Environment.ProcessPath)}}' DOTNET_TieredPGO=0
        exec '{{Path.Combine(AppContext.BaseDirectory, "fleetd")}}' core --config ../agent.toml --data {{AgentData}} "$@" <{{FullCore}}

        """;

    /// <returns>Path of the handler, for <c>core_pattern</c>.</returns>
    public static async Task<string> WriteAsync(string folder)
    {
        await File.WriteAllTextAsync(Path.Combine(folder, "agent.toml"), $"[control]\nsocket = \"{folder}/none\"\n");
        var path = Path.Combine(folder, Name);
        await File.WriteAllTextAsync(path, Script(folder));
        File.SetUnixFileMode(path, UnixFileMode.UserRead | UnixFileMode.UserExecute);
        return path;
    }
}
