using System.ComponentModel;
using System.Diagnostics;

namespace Fleet.Cli.Commands;

/// <summary>Another program that has the terminal for a while: it is the one that Ctrl-C is meant for.</summary>
internal static class ForegroundProgram
{
    private static volatile bool _isRunning;

    /// <summary>Whether one has the terminal.</summary>
    public static bool IsRunning => _isRunning;

    /// <summary>Runs a program with this one's terminal until it ends.</summary>
    /// <returns>Its exit code.</returns>
    /// <exception cref="CliException">It cannot be started.</exception>
    public static async Task<int> RunAsync(string program, IEnumerable<string> arguments, CancellationToken cancellation)
    {
        using var process = new Process { StartInfo = new ProcessStartInfo(program, arguments) { UseShellExecute = false } };
        _isRunning = true;
        try
        {
            process.Start();
            await process.WaitForExitAsync(cancellation);
            return process.ExitCode;
        }
        catch (Win32Exception e)
        {
            throw new CliException(ExitCode.Failure, $"{program} cannot be started: {e.Message}");
        }
        catch (OperationCanceledException)
        {
            process.Kill(entireProcessTree: true);
            throw;
        }
        finally
        {
            _isRunning = false;
        }
    }
}
