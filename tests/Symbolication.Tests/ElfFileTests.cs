using Fleet.Symbolication.Elf;

namespace Fleet.Symbolication.Tests;

public sealed class ElfFileTests
{
    [Fact]
    public void A_program_of_this_machine_is_read()
    {
        using var program = ByteSource.Map(Path.GetFullPath("/bin/sh"));
        var elf = ElfFile.Open(program, "/bin/sh");
        Assert.Contains(elf.Segments, segment => segment.Type == ElfSegment.Load && segment.IsExecutable);
        Assert.NotNull(elf.Section(".eh_frame"));
        Assert.Equal(elf.Section(".eh_frame")!.Value.Size, (ulong)elf.Content(".eh_frame").Length);
    }

    [Fact]
    public void Big_endian_is_refused_by_name()
    {
        var bytes = new byte[64];
        "\u007fELF"u8.CopyTo(bytes);
        (bytes[4], bytes[5]) = (2, 2);
        Assert.Equal("core.1: is big endian, which is not supported", Assert.Throws<MalformedException>(() => ElfFile.Open(ByteSource.Of(bytes), "core.1")).Message);
    }
}
