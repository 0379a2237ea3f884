using Fleet.DeviceAgent.Configuration;
using Fleet.DeviceAgent.Coredumps;

namespace Fleet.DeviceAgent.Commands;

/// <summary>The text of <c>fleetd core --help</c>.</summary>
internal static class CoreHelp
{
    public const string Text =
        $"""
        fleetd core takes the core of a program that crashes. The kernel runs it, with the core on the standard input:

          fleetd core [--config FILE] [options] {CoreArguments.Template}

        To have the kernel do so:

          fleetd core --install [--config FILE]   writes {CorePattern.SysctlFile} and sets it in the running kernel
          fleetd core --install --pattern-only    sets it in the running kernel only, until the next boot
          fleetd core --print-sysctl              what --install would write

        Options:

          --config FILE    default {ConfigurationDraft.DefaultFile}; what is wrong in it is passed over here, and its default taken
          --data DIR       default as in the configuration; cores and summaries are in DIR/coredumps
          --control PATH   the daemon's socket

        What is kept, and how much of it, are the settings coredump.*: see fleetd --help.

        """;
}
