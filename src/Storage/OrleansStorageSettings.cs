namespace Fleet.Storage;

/// <summary>What Orleans' ADO.NET grain storage needs to be told. Its tables and queries are made by our migrations.</summary>
/// <param name="Invariant">Name of the driver.</param>
/// <param name="ConnectionString">Of the database that has the table <c>OrleansQuery</c> in its search path.</param>
public sealed record OrleansStorageSettings(string Invariant, string ConnectionString);
