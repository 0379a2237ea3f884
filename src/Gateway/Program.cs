using System.CommandLine;
using Fleet.Gateway.Embedded;
using Fleet.Silo.Workers;

// Before anything else: a worker has a sandbox, and no use for the rest.
if (args is [SymbolicationWorker.Verb, .. var arguments])
{
    return SymbolicationWorker.Run(arguments);
}

// The host has a limit of its own for a graceful stop (30 s); that of the command line, two seconds, would end a busy server in the midst of it.
return await EmbeddedCommand.Create().Parse(args).InvokeAsync(new InvocationConfiguration { ProcessTerminationTimeout = TimeSpan.FromMinutes(1) });
