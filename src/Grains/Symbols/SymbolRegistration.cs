using Fleet.Grains.Blobs;

namespace Fleet.Grains.Symbols;

/// <summary>What became of a blob that was to be a file of symbols.</summary>
public sealed record SymbolRegistration
{
    private SymbolRegistration()
    {
    }

    /// <summary>As it is kept now; null when it was refused.</summary>
    public SymbolFile? File { get; private init; }

    /// <summary>The other content that was there under the same key.</summary>
    public BlobId? Replaced { get; private init; }

    /// <summary>Why it was refused; null when it was not.</summary>
    public string? Refusal { get; private init; }

    public static SymbolRegistration Of(SymbolFile file, BlobId? replaced) => new() { File = file, Replaced = replaced };

    public static SymbolRegistration Refused(string why) => new() { Refusal = why };
}
