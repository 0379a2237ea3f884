namespace Fleet.Cli.Import;

/// <summary>What came of an import.</summary>
internal sealed record ImportSummary
{
    /// <summary>Attachments that were uploaded.</summary>
    public int Attachments { get; set; }

    /// <summary>Frames that the server answered.</summary>
    public int Frames { get; set; }

    /// <summary>Entries that the server has now.</summary>
    public long Acknowledged { get; set; }

    /// <summary>Those among them that it had before.</summary>
    public long Duplicates { get; set; }

    /// <summary>Entries that the server will not take; its processing log says why.</summary>
    public long Rejected { get; set; }

    /// <summary>Entries that the server could not take, since what they name is not in the file.</summary>
    public long Left { get; set; }
}
