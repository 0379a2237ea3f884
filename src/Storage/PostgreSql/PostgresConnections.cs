using Npgsql;

namespace Fleet.Storage.PostgreSql;

/// <summary>Connection strings, with what we need of them added where the operator said nothing.</summary>
internal static class PostgresConnections
{
    /// <summary>Statements kept prepared on a connection; there are fewer than that.</summary>
    private const int PreparedStatements = 100;

    /// <summary>A flush or a query that takes longer is not coming back. Npgsql's own default is 30.</summary>
    private const int CommandTimeoutSeconds = 15;

    public static NpgsqlDataSource Open(string connectionString)
    {
        var settings = Parse(connectionString);
        settings.MaxAutoPrepare = PreparedStatements;
        settings.AutoPrepareMinUsages = 2;
        return NpgsqlDataSource.Create(settings);
    }

    /// <summary>Orleans asks for its tables without a schema.</summary>
    public static string ForOrleans(string connectionString)
    {
        var settings = Parse(connectionString);
        settings.SearchPath = "orleans";
        return settings.ConnectionString;
    }

    /// <summary>Host and database, for messages: never the password.</summary>
    public static string Describe(string connectionString)
    {
        var settings = Parse(connectionString);
        return $"database {settings.Database} at {settings.Host}:{settings.Port}";
    }

    private static NpgsqlConnectionStringBuilder Parse(string connectionString)
    {
        try
        {
            var settings = new NpgsqlConnectionStringBuilder(connectionString);
            settings.ApplicationName ??= "fleet";
            if (!connectionString.Contains("timeout", StringComparison.OrdinalIgnoreCase))
            {
                settings.CommandTimeout = CommandTimeoutSeconds;
            }

            return settings;
        }
        catch (Exception e) when (e is ArgumentException or FormatException or KeyNotFoundException)
        {
            throw new StorageSetupException($"the connection string of PostgreSQL is not valid: {e.Message}", e);
        }
    }
}
