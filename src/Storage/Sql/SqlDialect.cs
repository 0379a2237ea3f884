namespace Fleet.Storage.Sql;

/// <summary>The kinds of database there are; each name is that of the folders that hold its SQL.</summary>
internal enum SqlDialect
{
    Sqlite,
    PostgreSql,
}
