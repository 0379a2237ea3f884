namespace Fleet.Storage.Migrations;

/// <summary>One step of a schema. Never edited once released.</summary>
/// <param name="Number">1, 2, 3 ... without gaps.</param>
/// <param name="Name">E.g. <c>0001_event_log</c>.</param>
/// <param name="Sql">Any number of statements.</param>
internal sealed record Migration(int Number, string Name, string Sql);
