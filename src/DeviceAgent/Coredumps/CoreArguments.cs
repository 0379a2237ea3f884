using System.Globalization;
using Fleet.Protocol;

namespace Fleet.DeviceAgent.Coredumps;

/// <summary>What the kernel says of a crash: <c>%P %u %g %s %t %c %h %E %I</c>; see <c>core(5)</c>.</summary>
/// <param name="Pid">Process, in the initial namespace.</param>
/// <param name="Signal">That ended it.</param>
/// <param name="Executable">Path of what it ran; empty when not given.</param>
/// <param name="ThreadId">That crashed, in the initial namespace; the process's when not given.</param>
internal sealed record CoreArguments(int Pid, int Signal, string Executable, int ThreadId)
{
    /// <summary>Of the kernel, behind the name of the handler.</summary>
    public const string Template = "%P %u %g %s %t %c %h %E %I";

    private const int SignalAt = 3;
    private const int ExecutableAt = 7;
    private const int ThreadAt = 8;

    /// <returns>Null when they are not what the kernel would say.</returns>
    public static CoreArguments? Parse(IReadOnlyList<string> words)
    {
        if (words.Count <= SignalAt || !TryNumber(words[0], int.MaxValue, out var pid) || pid == 0 || !TryNumber(words[SignalAt], ProtocolLimits.MaxSignal, out var signal))
        {
            return null;
        }

        // The kernel has ! for / here, so that the path can be a file's name.
        var executable = words.Count > ExecutableAt ? PlainText.Of(words[ExecutableAt].Replace('!', '/'), ProtocolLimits.MaxPathLength) : "";
        return new CoreArguments(pid, signal, executable, words.Count > ThreadAt && TryNumber(words[ThreadAt], int.MaxValue, out var thread) ? thread : pid);
    }

    private static bool TryNumber(string text, int most, out int number) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out number) && number <= most;
}
