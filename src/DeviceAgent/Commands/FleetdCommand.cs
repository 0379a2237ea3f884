using System.Runtime.InteropServices;
using Fleet.DeviceAgent.Configuration;
using Fleet.DeviceAgent.Diagnostics;
using Fleet.DeviceAgent.Host;
using Fleet.DeviceAgent.Native;

namespace Fleet.DeviceAgent.Commands;

/// <summary><c>fleetd</c>: reads the configuration and runs the daemon until a signal.</summary>
internal static class FleetdCommand
{
    public static async Task<int> RunAsync(string[] arguments, TextWriter output, TextWriter errors)
    {
        FleetdOptions options;
        AgentConfiguration configuration;
        try
        {
            options = FleetdOptions.Parse(arguments);
            if (options.Action == FleetdAction.Help)
            {
                await output.WriteAsync(FleetdHelp.Text);
                return ExitCode.Success;
            }

            if (options.Action == FleetdAction.Version)
            {
                await output.WriteLineAsync($"{AgentVersion.Name} {AgentVersion.Number}");
                return ExitCode.Success;
            }

            configuration = options.Draft.Build(new IdentityProbe());
        }
        catch (ConfigurationException e)
        {
            foreach (var problem in e.Problems)
            {
                await errors.WriteLineAsync($"fleetd: {problem}");
            }

            return ExitCode.Usage;
        }

        if (options.Action == FleetdAction.Check)
        {
            await output.WriteLineAsync($"configuration is good: device {configuration.Serial}, {configuration.SoftwareType} {configuration.SoftwareVersion} "
                + $"on {configuration.HardwareVersion}, server {configuration.Server}");
            return ExitCode.Success;
        }

        return await RunDaemonAsync(configuration, options.Action == FleetdAction.RunAttached, errors);
    }

    private static async Task<int> RunDaemonAsync(AgentConfiguration configuration, bool isAttached, TextWriter errors)
    {
        var time = new BootTimeProvider();
        using var stop = new CancellationTokenSource();
        using var terminate = PosixSignalRegistration.Create(PosixSignal.SIGTERM, Stop);
        using var interrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, Stop);
        if (isAttached)
        {
            // A thread of its own: reading a pipe takes one anyway.
            new Thread(() => StopAtEnd(Console.OpenStandardInput(), stop)) { IsBackground = true, Name = "standard input" }.Start();
        }

        try
        {
            await new Daemon(configuration, time, HostRoots.Default, new AgentLog(errors, time, configuration.LogLevel)).RunAsync(stop.Token);
            return ExitCode.Success;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            await errors.WriteLineAsync($"fleetd: {e.Message}");
            return ExitCode.Failure;
        }

        void Stop(PosixSignalContext signal)
        {
            signal.Cancel = true;
            stop.Cancel();
        }
    }

    private static void StopAtEnd(Stream input, CancellationTokenSource stop)
    {
        Span<byte> ignored = stackalloc byte[256];
        while (input.Read(ignored) > 0)
        {
        }

        try
        {
            stop.Cancel();
        }
        catch (ObjectDisposedException)
        {
            // It stopped by itself in this moment.
        }
    }
}
