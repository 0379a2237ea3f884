using System.Runtime.InteropServices;
using Fleet.DeviceAgent.Configuration;
using Fleet.DeviceAgent.Control;
using Fleet.DeviceAgent.Diagnostics;
using Fleet.DeviceAgent.Host;
using Fleet.DeviceAgent.Native;

namespace Fleet.DeviceAgent.Commands;

/// <summary><c>fleetd</c>: reads the configuration and runs the daemon until a signal.</summary>
internal static class FleetdCommand
{
    public static async Task<int> RunAsync(string[] arguments, TextWriter output, TextWriter errors)
    {
        if (await TryConfigureAsync(arguments, errors) is not var (options, configuration))
        {
            return ExitCode.Usage;
        }

        switch (options.Action)
        {
            case FleetdAction.Help:
                await output.WriteAsync(FleetdHelp.Text);
                return ExitCode.Success;
            case FleetdAction.Version:
                await output.WriteLineAsync($"{AgentVersion.Name} {AgentVersion.Number}");
                return ExitCode.Success;
            case FleetdAction.Check:
                await output.WriteLineAsync($"configuration is good: device {configuration!.Serial}, {configuration.SoftwareType} {configuration.SoftwareVersion} "
                    + $"on {configuration.HardwareVersion}, server {configuration.Server.Url}");
                return ExitCode.Success;
            default:
                return await RunDaemonAsync(arguments, options, configuration!, errors);
        }
    }

    /// <returns>Null when something is wrong, which was said; no configuration where none is asked for.</returns>
    private static async Task<(FleetdOptions Options, AgentConfiguration? Configuration)?> TryConfigureAsync(string[] arguments, TextWriter errors)
    {
        try
        {
            var options = FleetdOptions.Parse(arguments);
            return (options, options.Action is FleetdAction.Help or FleetdAction.Version ? null : options.Draft.Build(new IdentityProbe()));
        }
        catch (ConfigurationException e)
        {
            foreach (var problem in e.Problems)
            {
                await errors.WriteLineAsync($"fleetd: {problem}");
            }

            return null;
        }
    }

    private static async Task<int> RunDaemonAsync(string[] arguments, FleetdOptions options, AgentConfiguration configuration, TextWriter errors)
    {
        var time = new BootTimeProvider();
        using var stop = new CancellationTokenSource();
        var reload = new ReloadSwitch();
        using var control = new ControlListener();
        using var terminate = PosixSignalRegistration.Create(PosixSignal.SIGTERM, Stop);
        using var interrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, Stop);
        using var hangUp = PosixSignalRegistration.Create(PosixSignal.SIGHUP, signal =>
        {
            signal.Cancel = true;
            reload.Throw();
        });
        if (options.Action == FleetdAction.RunAttached)
        {
            // A thread of its own: reading a pipe takes one anyway.
            new Thread(() => StopAtEnd(Console.OpenStandardInput(), stop)) { IsBackground = true, Name = "standard input" }.Start();
        }

        try
        {
            while (true)
            {
                Repair(options, configuration, new AgentLog(errors, time, configuration.LogLevel));
                options = new FleetdOptions(options.Action, options.Draft, []);
                await RunOnceAsync(configuration, control, time, errors, reload, stop.Token);
                if (stop.IsCancellationRequested || !reload.IsThrown)
                {
                    return ExitCode.Success;
                }

                // A configuration with mistakes does not take the place of one that works.
                (options, configuration) = await TryConfigureAsync(arguments, errors) is var (read, changed) ? (read, changed!) : (options, configuration);
            }
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

    /// <summary>While collection is off nothing touches the disk, and the damage is only said.</summary>
    private static void Repair(FleetdOptions options, AgentConfiguration configuration, AgentLog log)
    {
        foreach (var problem in options.Damage)
        {
            log.Warn("config", problem);
        }

        if (options.Damage.Count > 0 && configuration.IsCollecting)
        {
            new Overrides(configuration.DataDirectory).Repair(log);
        }
    }

    private static async Task RunOnceAsync(
        AgentConfiguration configuration, ControlListener control, TimeProvider time, TextWriter errors, ReloadSwitch reload, CancellationToken stop)
    {
        var log = new AgentLog(errors, time, configuration.LogLevel);
        using var ending = CancellationTokenSource.CreateLinkedTokenSource(stop);
        using var armed = reload.Arm(ending);
        await (configuration.IsCollecting
            ? new Daemon(configuration, time, HostRoots.Default, control, log).RunAsync(reload.Throw, () => reload.IsThrown && !stop.IsCancellationRequested, ending.Token)
            : new IdleDaemon(configuration, control, log).RunAsync(reload.Throw, ending.Token));
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
