using Fleet.Grains;
using Microsoft.Data.Sqlite;

namespace Fleet.Storage.Sqlite;

/// <summary>Which errors of SQLite are the store's (full, unreadable, locked) and not a mistake of ours.</summary>
internal static class SqliteFailure
{
    private const int Error = 1;
    private const int Constraint = 19;
    private const int Mismatch = 20;
    private const int Misuse = 21;
    private const int Range = 25;

    public static bool IsOfStore(SqliteException e) => e.SqliteErrorCode is not (Error or Constraint or Mismatch or Misuse or Range);

    public static StoreUnavailableException Explain(SqliteFile file, SqliteException e) =>
        new($"{file.Name}: {Message(e)} (SQLite error {e.SqliteExtendedErrorCode})", e);

    private static string Message(SqliteException e) => e.SqliteErrorCode switch
    {
        5 or 6 => "another program holds a lock on the database",
        8 => "the database cannot be written to",
        10 => "the disk reports an error",
        11 or 26 => "the file is damaged or not a database",
        13 => "the disk is full",
        14 => "the file cannot be opened",
        _ => e.Message,
    };
}
