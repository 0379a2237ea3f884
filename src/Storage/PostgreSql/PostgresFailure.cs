using Fleet.Grains;
using Npgsql;

namespace Fleet.Storage.PostgreSql;

/// <summary>Which errors of PostgreSQL are the store's (gone, full, overloaded, shutting down) and not a mistake of ours.</summary>
internal static class PostgresFailure
{
    /// <summary>Classes of SQLSTATE that mean that a statement or its data was wrong; see appendix A of PostgreSQL's manual.</summary>
    private static readonly string[] Mistakes = ["0A", "21", "22", "23", "26", "2B", "34", "42"];

    public static bool IsOfStore(Exception e) => e switch
    {
        PostgresException { SqlState: var state } => !Array.Exists(Mistakes, mistake => state.StartsWith(mistake, StringComparison.Ordinal)),
        NpgsqlException or TimeoutException or IOException => true,
        _ => false,
    };

    public static StoreUnavailableException Explain(Exception e) => new($"PostgreSQL: {Message(e)}", e);

    private static string Message(Exception e) => e switch
    {
        PostgresException { SqlState: PostgresErrorCodes.DiskFull } => "the disk is full",
        PostgresException failure => $"{failure.MessageText} (SQLSTATE {failure.SqlState})",
        NpgsqlException { InnerException: TimeoutException } => "no answer in time",
        { InnerException: { } inner } => $"{e.Message}: {inner.Message}",
        _ => e.Message,
    };
}
