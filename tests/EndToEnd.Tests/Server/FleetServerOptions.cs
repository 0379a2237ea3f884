using System.Net;

namespace Fleet.EndToEnd.Tests.Server;

/// <param name="DataFolder">Holds the profile and, when embedded, all state.</param>
/// <param name="PostgreSql">Connection string; null keeps the state in the folder.</param>
/// <param name="Port">Null for any that is free.</param>
/// <param name="AgentStatsd">When given, the server runs an agent of its own, which reports every second and listens for StatsD there.</param>
/// <param name="Home">Of the user that it runs as; null for whoever runs the tests.</param>
internal sealed record FleetServerOptions(string DataFolder, string? PostgreSql = null, int? Port = null, IPEndPoint? AgentStatsd = null, string? Home = null);
