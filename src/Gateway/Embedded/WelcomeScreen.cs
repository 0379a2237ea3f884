namespace Fleet.Gateway.Embedded;

/// <summary>The one screen that says where to look.</summary>
internal static class WelcomeScreen
{
    public static string Text(Profile profile, EmbeddedOptions options, string dataFolder)
    {
        var server = profile.Server;
        var grpc = options.Gateway.CertificatePath is null ? $"{new Uri(server).Host}:{options.Gateway.GrpcPort} (h2c)" : $"{new Uri(server).Host}:{options.Gateway.Port} (TLS)";
        var agent = options.AgentPath is null
            ? "none (--agent PATH runs one)"
            : $"this machine, every {options.AgentInterval.TotalSeconds:0} s; StatsD on {options.AgentStatsd} (UDP); log in {Path.Combine(dataFolder, "agent.log")}";
        return $"""

            Fleet is running.

              Web          {server}/
              Log in with  {profile.Token}
              REST         {server}/api/v1/...   described at {server}/api/openapi.json
              gRPC         {grpc}
              Devices      POST {server}/device/v1/sync   with project key {profile.ProjectKey}
              Agent        {agent}
              Data         {dataFolder}

            Try:
              echo 'myapp.mygauge:42|g' > /dev/udp/{options.AgentStatsd.Replace(':', '/')}        (bash)
              ./fleet devices list
              ./fleet metrics query myapp.mygauge --fleet

            Ctrl-C stops it; everything is kept.

            """;
    }
}
