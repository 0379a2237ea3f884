namespace Fleet.Cli.Import;

/// <summary>A file that is damaged or none.</summary>
/// <param name="at">Byte of the file.</param>
/// <param name="problem">What is wrong there.</param>
internal sealed class ExportFileException(long at, string problem) : Exception($"at byte {at}: {problem}");
