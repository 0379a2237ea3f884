namespace Fleet.Cli.Symbols.Archives;

/// <summary>More comes out of an archive than is looked into. What stood before is used.</summary>
internal sealed class ArchiveTooLargeException(string message) : ArchiveException(message);
