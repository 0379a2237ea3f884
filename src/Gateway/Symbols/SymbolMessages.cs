using Fleet.Api.V1;
using Fleet.Domain.Symbols;
using Fleet.Gateway.Api;
using Fleet.Grains.Symbols;
using SymbolKind = Fleet.Domain.Symbols.SymbolKind;

namespace Fleet.Gateway.Symbols;

/// <summary>Files of symbols as the contract has them.</summary>
internal static class SymbolMessages
{
    public static Symbol Of(SymbolFile file) => new()
    {
        Id = file.Id.ToString(),
        Kind = (Fleet.Api.V1.SymbolKind)file.Kind,
        Sha256 = file.Blob.ToString(),
        Bytes = file.Bytes,
        Name = file.Name,
        UploadTime = TimeRange.Stamp(file.UploadedAtMs),
        Architecture = file.Architecture,
        HasCode = file.Parts.HasFlag(SymbolParts.Code),
        HasUnwindTables = file.Parts.HasFlag(SymbolParts.UnwindTables),
        HasDwarf = file.Parts.HasFlag(SymbolParts.Dwarf),
        HasSymbolTable = file.Parts.HasFlag(SymbolParts.SymbolTable),
    };

    /// <returns>Null for any.</returns>
    /// <exception cref="Grpc.Core.RpcException">INVALID_ARGUMENT.</exception>
    public static SymbolKind? KindOf(Fleet.Api.V1.SymbolKind kind) => kind switch
    {
        Fleet.Api.V1.SymbolKind.Unspecified => null,
        _ when Enum.IsDefined((SymbolKind)kind) => (SymbolKind)kind,
        _ => throw ApiErrors.Invalid("kind", $"{(int)kind} is none"),
    };
}
