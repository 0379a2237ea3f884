using System.ComponentModel;
using System.Diagnostics;

namespace Fleet.Gateway.Embedded;

/// <summary>
/// Runs a device agent for the machine that Fleet itself runs on. Ends with Fleet; an agent that ends by itself is started again, after a
/// pause that doubles.
/// </summary>
internal sealed partial class LocalAgent(EmbeddedOptions options, Profile profile, string dataFolder, TimeProvider time, ILogger<LocalAgent> logger)
    : BackgroundService
{
    private const int SigTerm = 15;
    private static readonly TimeSpan FirstPause = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan LongestPause = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan Grace = TimeSpan.FromSeconds(5);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        await Task.Yield();
        var pause = FirstPause;
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                var code = await RunOnceAsync(stoppingToken);
                if (stoppingToken.IsCancellationRequested)
                {
                    return;
                }

                LogEnded(code, LogPath, pause);
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException or Win32Exception)
            {
                LogNotStarted(e.Message, pause);
            }

            try
            {
                await Task.Delay(pause, time, stoppingToken);
            }
            catch (OperationCanceledException)
            {
                return;
            }

            pause = TimeSpan.FromTicks(Math.Min(pause.Ticks * 2, LongestPause.Ticks));
        }
    }

    private string LogPath => Path.Combine(dataFolder, "agent.log");

    private async Task<int> RunOnceAsync(CancellationToken stopping)
    {
        var start = new ProcessStartInfo(options.AgentPath!) { UseShellExecute = false, RedirectStandardInput = true, RedirectStandardError = true, RedirectStandardOutput = true };
        foreach (var argument in AgentCommand.Arguments(options, profile, dataFolder))
        {
            start.ArgumentList.Add(argument);
        }

        await using var log = new StreamWriter(LogPath, append: true) { AutoFlush = true };
        using var agent = Process.Start(start)!;
        var output = CopyAsync(agent.StandardOutput, log);
        var errors = CopyAsync(agent.StandardError, log);
        try
        {
            await agent.WaitForExitAsync(stopping);
        }
        catch (OperationCanceledException)
        {
            await StopAsync(agent);
        }

        await Task.WhenAll(output, errors);
        return agent.ExitCode;
    }

    private async Task StopAsync(Process agent)
    {
        _ = Kill(agent.Id, SigTerm);
        using var grace = new CancellationTokenSource(Grace, time);
        try
        {
            await agent.WaitForExitAsync(grace.Token);
        }
        catch (OperationCanceledException)
        {
            agent.Kill();
            await agent.WaitForExitAsync(CancellationToken.None);
        }
    }

    private static async Task CopyAsync(StreamReader from, StreamWriter to)
    {
        while (await from.ReadLineAsync() is { } line)
        {
            lock (to)
            {
                try
                {
                    to.WriteLine(line);
                }
                catch (IOException)
                {
                    // A full disk. The line is lost; reading goes on, or the agent would stand still at a full pipe.
                }
            }
        }
    }

    [System.Runtime.InteropServices.LibraryImport("libc", EntryPoint = "kill")]
    private static partial int Kill(int process, int signal);

    [LoggerMessage(3101, LogLevel.Warning, "The agent ended with code {Code}; see {Log}. It starts again in {Pause}")]
    private partial void LogEnded(int code, string log, TimeSpan pause);

    [LoggerMessage(3102, LogLevel.Warning, "The agent cannot be started: {Reason}. It is tried again in {Pause}")]
    private partial void LogNotStarted(string reason, TimeSpan pause);
}
