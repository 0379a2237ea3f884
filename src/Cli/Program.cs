using System.Collections;
using System.Runtime.InteropServices;
using Fleet.Cli;
using Fleet.Cli.Commands;

using var stop = new CancellationTokenSource();

// The first signal ends what is under way in good order, the second ends the process.
void End(PosixSignalContext context)
{
    if (ForegroundProgram.IsRunning && context.Signal == PosixSignal.SIGINT)
    {
        context.Cancel = true;
        return;
    }

    context.Cancel = !stop.IsCancellationRequested;
    stop.Cancel();
}

using var interrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, End);
using var terminate = PosixSignalRegistration.Create(PosixSignal.SIGTERM, End);
return await FleetCommand.RunAsync(args, new CliEnvironment
{
    Out = Console.Out,
    Error = Console.Error,
    OutIsTerminal = !Console.IsOutputRedirected,
    ErrorIsTerminal = !Console.IsErrorRedirected,
    Variables = Environment.GetEnvironmentVariables().Cast<DictionaryEntry>()
        .ToDictionary(e => (string)e.Key, e => (string?)e.Value ?? "", StringComparer.Ordinal),
    HomeDirectory = Environment.GetFolderPath(Environment.SpecialFolder.UserProfile),
    Stop = stop.Token,
});
