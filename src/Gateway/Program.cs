using Fleet.Gateway.Embedded;
using Fleet.Silo.Workers;

// Before anything else: a worker has a sandbox, and no use for the rest.
if (args is [SymbolicationWorker.Verb, .. var arguments])
{
    return SymbolicationWorker.Run(arguments);
}

return await EmbeddedCommand.Create().Parse(args).InvokeAsync();
