namespace Fleet.Cli.Symbols.Archives;

/// <summary>An archive is damaged. What stood before is used.</summary>
internal class ArchiveException(string message) : Exception(message);
