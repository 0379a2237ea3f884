using System.Globalization;

namespace Fleet.DeviceAgent.Coredumps;

/// <summary>How the kernel is told to hand over cores; see <c>core(5)</c>.</summary>
internal static class CorePattern
{
    public const string SysctlFile = "/etc/sysctl.d/50-fleetd-coredump.conf";

    /// <summary>Of <c>core_pattern</c>, less the zero at its end: what is longer the kernel cuts.</summary>
    public const int MaxLength = 127;

    /// <summary>
    /// Handlers that the kernel runs at a time. Above 0 it keeps the process until its handler is done; crashes beyond it leave nothing, so it is more than
    /// <see cref="CoredumpHandler.Slots"/>: the others count and go.
    /// </summary>
    public const int PipeLimit = 32;

    /// <param name="program">Absolute path of this program.</param>
    /// <param name="options">Before the kernel's words, such as <c>--config FILE</c>.</param>
    public static string Of(string program, IEnumerable<string> options) => $"|{string.Join(' ', [program, "core", .. options, CoreArguments.Template])}";

    /// <summary>What keeps a pattern from working, or null.</summary>
    public static string? Check(string pattern) => pattern.Length > MaxLength
        ? $"core_pattern is {pattern.Length} characters long, and the kernel takes {MaxLength}: use shorter paths"
        : null;

    public static string Sysctl(string pattern) => string.Create(CultureInfo.InvariantCulture, $"""
        # Cores go to fleetd. The limit must be above 0: with 0 the kernel does not wait for the handler, which then cannot read the process any more.
        kernel.core_pattern = {pattern}
        kernel.core_pipe_limit = {PipeLimit}

        """);

    /// <summary>Sets both in the running kernel.</summary>
    /// <exception cref="IOException">The kernel does not take it.</exception>
    /// <exception cref="UnauthorizedAccessException">Only root may.</exception>
    public static void Apply(string proc, string pattern)
    {
        File.WriteAllText(Path.Combine(proc, "sys/kernel/core_pipe_limit"), PipeLimit.ToString(CultureInfo.InvariantCulture));
        File.WriteAllText(Path.Combine(proc, "sys/kernel/core_pattern"), pattern);
    }
}
