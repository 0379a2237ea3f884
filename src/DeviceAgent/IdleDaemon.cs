using Fleet.DeviceAgent.Configuration;
using Fleet.DeviceAgent.Control;
using Fleet.DeviceAgent.Diagnostics;
using Fleet.DeviceAgent.Native;

namespace Fleet.DeviceAgent;

/// <summary>Stands in while collection is off: answers on the control socket, and touches neither disk nor network.</summary>
internal sealed class IdleDaemon(AgentConfiguration configuration, ControlListener listener, AgentLog log)
{
    /// <param name="reload">To be called when the configuration was changed.</param>
    /// <param name="stop">Ends it.</param>
    /// <exception cref="IOException">The socket cannot be had.</exception>
    public async Task RunAsync(Action reload, CancellationToken stop)
    {
        var commands = new Dictionary<string, ControlHandler>(StringComparer.Ordinal)
        {
            ["status"] = (_, reply, _) =>
            {
                reply.WriteBoolean("collecting", false);
                return Task.CompletedTask;
            },
        };
        using var control = new ControlServer(listener.Listen(configuration.ControlSocket), commands, TimeProvider.System, log);
        commands["config"] = new ConfigCommand(new Overrides(configuration.DataDirectory), () =>
        {
            control.HandOver();
            reload();
        }).RunAsync;
        log.Info("fleetd", $"{AgentVersion.Number}: collection is off; 'fleetctl collection on' turns it on");
        ServiceManager.Notify("READY=1\nSTATUS=collection is off");
        await control.RunAsync(stop);
    }
}
