namespace Fleet.Cli.Import;

/// <param name="At">Where its header begins in the file.</param>
/// <param name="Kind">What it is; may be one that this program does not know.</param>
/// <param name="Start">Where its content begins.</param>
/// <param name="Length">Bytes of its content.</param>
internal readonly record struct ExportRecord(long At, ExportRecordKind Kind, long Start, uint Length);
