using Fleet.DeviceAgent.Commands;

// One file, two programs: which one is told by the name it is called by, or by a first argument of "ctl".
var name = Path.GetFileName(Environment.GetCommandLineArgs()[0]);
return args is ["ctl", .. var rest] ? await FleetctlCommand.RunAsync(rest, Console.Out, Console.Error)
    : name.StartsWith("fleetctl", StringComparison.Ordinal) ? await FleetctlCommand.RunAsync(args, Console.Out, Console.Error)
    : await FleetdCommand.RunAsync(args, Console.Out, Console.Error);
