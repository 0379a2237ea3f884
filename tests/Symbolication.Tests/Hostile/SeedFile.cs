using Fleet.Symbolication.Elf;
using Fleet.Symbolication.Tests.Hostile.Damage;

namespace Fleet.Symbolication.Tests.Hostile;

/// <summary>A file as a compiler, a kernel or the agent made it, and where in it what is.</summary>
internal sealed class SeedFile
{
    private readonly Lazy<DwarfSites> _sites;

    public SeedFile(string name, string path, byte[] bytes)
    {
        (Name, Path, Bytes, Layout) = (name, path, bytes, ElfLayout.Of(bytes));
        _sites = new Lazy<DwarfSites>(() => DwarfSites.Of(bytes, Layout));
        if (bytes[16] != 4 && ElfFile.Open(ByteSource.Of(bytes), name).Section(".text") is { Size: > 0 } text)
        {
            Code = (text.Address, text.Size);
        }
    }

    public string Name { get; }

    /// <summary>Of the file itself, which nobody changes.</summary>
    public string Path { get; }

    public byte[] Bytes { get; }

    public ElfLayout Layout { get; }

    public DwarfSites Sites => _sites.Value;

    /// <summary>Of <c>.text</c>; no bytes in files that have none.</summary>
    public (ulong Start, ulong Length) Code { get; }

    public static SeedFile Read(string path) => new(System.IO.Path.GetFileName(path), path, File.ReadAllBytes(path));
}
