using Fleet.Domain.Symbols;

namespace Fleet.Cli.Symbols;

/// <summary>An ELF file that was found and read.</summary>
/// <param name="Place">Where, for people: a path, or one in an archive after '!'.</param>
/// <param name="Path">Of its bytes on this disk.</param>
/// <param name="IsCopy">Whether that is a copy of ours, to be deleted.</param>
/// <param name="Bytes">Its length.</param>
/// <param name="Sha256">Of its content, 64 hexadecimal digits.</param>
/// <param name="Facts">What it is.</param>
internal sealed record FoundFile(string Place, string Path, bool IsCopy, long Bytes, string Sha256, SymbolFacts Facts)
{
    /// <summary>Its name without folders.</summary>
    public string Name
    {
        get
        {
            const int MaxLength = 255;
            var name = Place.Split('/', '\\', '!')[^1];
            return name.Length switch
            {
                0 => "unnamed",
                > MaxLength => name[..MaxLength],
                _ => name,
            };
        }
    }

    public void Forget()
    {
        if (IsCopy)
        {
            File.Delete(Path);
        }
    }
}
