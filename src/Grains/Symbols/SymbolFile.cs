using Fleet.Domain.Symbols;
using Fleet.Grains.Blobs;

namespace Fleet.Grains.Symbols;

/// <summary>A file of symbols that a project has.</summary>
/// <param name="Id">Build-id or dwo-id; with the kind its key.</param>
/// <param name="Kind">What it is to its program.</param>
/// <param name="Blob">Its content.</param>
/// <param name="Bytes">Of the content.</param>
/// <param name="Name">What the uploader called it, for people.</param>
/// <param name="UploadedAtMs">When it was registered, milliseconds since 1970 UTC.</param>
/// <param name="Parts">What it has.</param>
/// <param name="Architecture">E.g. <c>x86-64</c>.</param>
public sealed record SymbolFile(
    SymbolId Id, SymbolKind Kind, BlobId Blob, long Bytes, string Name, long UploadedAtMs, SymbolParts Parts, string Architecture);
