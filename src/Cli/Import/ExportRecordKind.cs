namespace Fleet.Cli.Import;

/// <summary>What a record holds. The numbers are in files: never renumber.</summary>
internal enum ExportRecordKind : uint
{
    /// <summary>SHA-256 of a content, 32 bytes, and the content.</summary>
    Attachment = 1,

    /// <summary>The body of a <c>POST /device/v1/sync</c>, not compressed.</summary>
    Frame = 2,
}
