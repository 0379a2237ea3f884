using Fleet.DeviceAgent.Configuration;
using Fleet.DeviceAgent.Coredumps;
using Fleet.DeviceAgent.Diagnostics;
using Fleet.DeviceAgent.Host;
using Fleet.DeviceAgent.Native;

namespace Fleet.DeviceAgent.Commands;

/// <summary><c>fleetd core</c>: what the kernel runs for a crash, and what has it do so.</summary>
internal static class CoreCommand
{
    /// <summary>Of the time-out, for reading; the rest is for the disk.</summary>
    private const double ReadingShare = 0.8;

    private const int LastStandardDescriptor = 2;

    public static int Run(IReadOnlyList<string> arguments)
    {
        OccupyStandardDescriptors();
        var options = CoreOptions.Parse(arguments);
        switch (options)
        {
            case { Problem: { } problem }:
                Console.Error.WriteLine($"fleetd: {problem}; see fleetd core --help");
                return ExitCode.Usage;
            case { Action: CoreAction.Help }:
                Console.Out.Write(CoreHelp.Text);
                return ExitCode.Success;
            case { Action: CoreAction.PrintSysctl }:
                Console.Out.Write(CorePattern.Sysctl(options.Pattern));
                return ExitCode.Success;
            case { Action: CoreAction.Install }:
                return Install(options, Console.Out, Console.Error);
            default:
                return Handle(options);
        }
    }

    private static int Install(CoreOptions options, TextWriter output, TextWriter errors)
    {
        try
        {
            if (CorePattern.Check(options.Pattern) is { } problem)
            {
                errors.WriteLine($"fleetd: {problem}");
                return ExitCode.Usage;
            }

            CorePattern.Apply(HostRoots.Default.Proc, options.Pattern);
            if (!options.PatternOnly)
            {
                Directory.CreateDirectory(Path.GetDirectoryName(CorePattern.SysctlFile)!);
                AtomicFile.Replace(CorePattern.SysctlFile, CorePattern.Sysctl(options.Pattern), durable: true);
            }

            output.WriteLine($"the kernel hands cores to {options.Pattern}{(options.PatternOnly ? ", until the next boot" : "")}");
            return ExitCode.Success;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            errors.WriteLine($"fleetd: {e.Message}");
            return ExitCode.Failure;
        }
    }

    private static int Handle(CoreOptions options)
    {
        var time = new BootTimeProvider();
        var log = new AgentLog(new KernelLog(), time, LogLevel.Warn);
        var draft = options.Draft;
        if (!draft.Coredump.IsEnabled || !draft.IsCollecting)
        {
            return ExitCode.Success;
        }

        // Whatever hangs, be it the disk: the kernel ends this process then, and lets the other go.
        var timeout = draft.Coredump.Timeout;
        _ = LibC.Alarm((uint)Math.Ceiling(timeout.TotalSeconds));
        var deadline = new Deadline(timeout * ReadingShare, time);
        using var pipe = new KernelPipe(deadline);
        try
        {
            DataDirectory.Make(draft.DataDirectory);
            FileOwner.ActAs(draft.DataDirectory);
            var identity = new IdentityProbe();
            var context = new CrashContext(
                draft.Coredump,
                CrashFolder.Under(draft.DataDirectory),
                HostRoots.Default,
                new DeviceClock(time),
                draft.SoftwareType ?? identity.SoftwareType,
                VersionOf(draft.SoftwareVersion) ?? identity.SoftwareVersion,
                draft.ControlSocket);
            if (new CoredumpHandler(context, options.Crash!).Run(pipe, pipe.Dispose, deadline))
            {
                pipe.Dispose();
                DaemonLine.Tell(draft.ControlSocket);
            }

            return ExitCode.Success;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            log.Error("coredump", $"the core of process {options.Crash!.Pid} is lost: {e.Message}");
            return ExitCode.Failure;
        }
    }

    /// <summary>A command is not run for each crash: the daemon, which has its answer, fills it in.</summary>
    private static string? VersionOf(IdentitySource source) =>
        source is { Value: null, File: null, Command: not null } ? "" : source.Find(SettingValues.CheckVersion, new ProblemList(new Dictionary<string, string>()));

    /// <summary>
    /// The kernel gives the standard input and nothing else: the next files that are opened would be standard output and error, for whatever writes there.
    /// </summary>
    private static void OccupyStandardDescriptors()
    {
        int descriptor;
        do
        {
            descriptor = LibC.Open("/dev/null", LibC.OpenReadOnly);
        }
        while (descriptor is >= 0 and <= LastStandardDescriptor);
        _ = LibC.Close(descriptor);
    }
}
