using Fleet.DeviceAgent.Commands;

// One file, three programs: which one is told by the name it is called by, or by a first argument of "ctl" or "core".
var name = Path.GetFileName(Environment.GetCommandLineArgs()[0]);
return args is ["ctl", .. var rest] ? await FleetctlCommand.RunAsync(rest, Console.Out, Console.Error)
    : args is ["core", .. var core] ? CoreCommand.Run(core)
    : name.StartsWith("fleetctl", StringComparison.Ordinal) ? await FleetctlCommand.RunAsync(args, Console.Out, Console.Error)
    : await FleetdCommand.RunAsync(args, Console.Out, Console.Error);
