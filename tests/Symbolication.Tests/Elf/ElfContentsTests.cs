using Fleet.Symbolication.Elf;
using Fleet.Symbolication.Tests.Core;

namespace Fleet.Symbolication.Tests.Elf;

/// <summary>One program, taken apart in the ways of distributions.</summary>
public sealed class ElfContentsTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public ElfContentsTests()
    {
        File.WriteAllText(_folder["program.c"], "int shared = 7; const int constant = 9; int main(void) { return shared + constant; }");
        Command.Run("sh", "-c", $"""
            cd '{_folder.Path}' && gcc -g -Wl,--build-id=0x00abcdef -o program program.c && objcopy --only-keep-debug program program.debug &&
            strip -s -o stripped program && objcopy --add-gnu-debuglink=program.debug stripped &&
            gcc -Wl,--build-id=none -o nameless program.c && printf 'dwz/common\0\1\2\3' >alt && objcopy --add-section .gnu_debugaltlink=alt program linked
            """);
    }

    [Fact]
    public void What_a_file_can_be_used_for()
    {
        Assert.Equal(new ElfContents("00abcdef", HasCode: true, IsDebugOnly: false, HasUnwindTables: true, HasDwarf: true, HasSymbols: true), Open("program").Contents);
        Assert.Equal(new ElfContents("00abcdef", HasCode: false, IsDebugOnly: true, HasUnwindTables: false, HasDwarf: true, HasSymbols: true), Open("program.debug").Contents);
        Assert.Equal(new ElfContents("00abcdef", HasCode: true, IsDebugOnly: false, HasUnwindTables: true, HasDwarf: false, HasSymbols: false), Open("stripped").Contents);
        Assert.Equal("", Open("nameless").BuildId);
    }

    [Fact]
    public void The_debug_file_that_a_program_names_is_known_by_its_checksum()
    {
        var link = Open("stripped").DebugLink!.Value;
        Assert.Equal("program.debug", link.Name);
        Assert.True(link.Matches(ByteSource.Of(File.ReadAllBytes(_folder["program.debug"]))));
        Assert.False(link.Matches(ByteSource.Of(File.ReadAllBytes(_folder["program"]))));
        Assert.Null(Open("program").DebugLink);
    }

    [Fact]
    public void What_several_debug_files_share_is_named_with_its_build_id()
    {
        Assert.Equal(new DebugAltLink("dwz/common", "010203"), Open("linked").DebugAltLink);
        Assert.Null(Open("program").DebugAltLink);
    }

    [Fact]
    public void A_file_gives_the_memory_that_a_process_cannot_change()
    {
        var file = Open("program");
        const ulong bias = 0x7f0000000000;
        var memory = new ElfMemory(file, bias);
        var rodata = file.Section(".rodata")!.Value;
        var bytes = new byte[rodata.Size];
        Assert.True(memory.TryRead(bias + rodata.Address, bytes));
        Assert.Equal(file.Raw(rodata).ToArray(), bytes);
        Assert.False(memory.TryRead(bias + file.Section(".data")!.Value.Address, bytes.AsSpan(0, 1)));
        Assert.False(memory.TryRead(rodata.Address, bytes));
        Assert.False(new ElfMemory(Open("program.debug"), bias).TryRead(bias + rodata.Address, bytes));
    }

    public void Dispose() => _folder.Dispose();

    private ElfFile Open(string name) => ElfFile.Open(ByteSource.Of(File.ReadAllBytes(_folder[name])), name);
}
