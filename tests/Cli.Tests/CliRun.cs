using Fleet.Cli.Commands;

namespace Fleet.Cli.Tests;

/// <summary>Runs command lines in this process, with surroundings of their own.</summary>
internal sealed class CliRun : IDisposable
{
    public CliRun() => Home = Directory.CreateTempSubdirectory("fleet-cli-").FullName;

    public string Home { get; }

    public string ProfilePath => Path.Combine(Home, ".config", "fleet", "profile.json");

    public Dictionary<string, string> Variables { get; } = new(StringComparer.Ordinal);

    public StringWriter Out { get; } = new();

    public StringWriter Error { get; } = new();

    public TimeProvider Time { get; set; } = TimeProvider.System;

    public CliEnvironment Environment => new() { Out = Out, Error = Error, Variables = Variables, HomeDirectory = Home, Time = Time };

    public Task<int> RunAsync(params string[] arguments) => FleetCommand.RunAsync(arguments, Environment);

    public void Dispose() => Directory.Delete(Home, recursive: true);
}
