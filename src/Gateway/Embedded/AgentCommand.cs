using System.Text;

namespace Fleet.Gateway.Embedded;

/// <summary>The agent's command line for the machine that Fleet runs on.</summary>
internal static class AgentCommand
{
    /// <summary>A Unix socket's path holds at most 107 bytes.</summary>
    private const int MaxSocketPath = 107;

    public static IEnumerable<string> Arguments(EmbeddedOptions options, Profile profile, string dataFolder)
    {
        var data = Path.Combine(dataFolder, "agent");
        yield return "--attached";
        yield return "--server";
        yield return profile.Server;
        yield return "--key-file";
        yield return WriteKey(data, profile.ProjectKey!);
        yield return "--data";
        yield return data;
        yield return "--report-interval";
        yield return $"{options.AgentInterval.TotalSeconds:0}s";
        yield return "--statsd";
        yield return options.AgentStatsd;

        // This machine may well run an agent of its own, or a collectd: only what was asked for is listened on.
        yield return "--collectd-http=";
        yield return "--collectd-network=";
        yield return "--syslog=";
        yield return "--syslog-tcp=";
        yield return "--fluent-bit=";
        yield return "--forward=";
        yield return "--control";
        yield return ControlSocket(data);
    }

    /// <summary>The key goes by a file that its owner alone can read: every user of the machine can read a command line.</summary>
    private static string WriteKey(string data, string key)
    {
        const UnixFileMode Owner = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        Directory.CreateDirectory(data, Owner | UnixFileMode.UserExecute);
        var path = Path.Combine(data, "key");
        using var file = new FileStream(path, new FileStreamOptions { Mode = FileMode.Create, Access = FileAccess.Write, UnixCreateMode = Owner });
        file.Write(Encoding.ASCII.GetBytes(key));
        return path;
    }

    private static string ControlSocket(string data)
    {
        var path = Path.Combine(data, "control.sock");
        return path.Length <= MaxSocketPath ? path : Path.Combine(Path.GetTempPath(), $"fleetd-{Environment.ProcessId}.sock");
    }
}
