using Fleet.Symbolication.Cfi;
using Fleet.Symbolication.Elf;
using Fleet.Symbolication.Targets;

namespace Fleet.Symbolication.Tests.Cfi;

public sealed class FrameTableTests(ITestOutputHelper output) : IDisposable
{
    private const string Source = """
        #include <stdarg.h>
        #include <stdlib.h>
        #include <string.h>
        int leaf(int a) { return a * 3 + 1; }
        int sum(int count, ...) { va_list list; va_start(list, count); int s = 0; while (count-- > 0) s += va_arg(list, int); va_end(list); return s; }
        int dynamic(int n, int (*f)(int)) { char *p = __builtin_alloca(n); memset(p, n, n); return f(p[n - 1]) + p[0]; }
        int large(int n) { volatile char buffer[100000]; buffer[n] = 1; return buffer[n / 2] + leaf(n); }
        int compare(const void *a, const void *b) { return *(const int *)a - *(const int *)b; }
        int early(int n, int *p) { if (!p) return -1; int x = leaf(n) + sum(3, n, *p, 2); if (x > 7) { qsort(p, 3, 4, compare); return sum(2, x, dynamic(n, leaf)); } return large(x) + x; }
        int main(int argc, char **argv) { int list[3] = { argc, 2, 1 }; return early(argc, list) + (argv[0] == 0); }
        """;

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("/lib/x86_64-linux-gnu/libc.so.6", 10_000)]
    [InlineData("/lib/x86_64-linux-gnu/libstdc++.so.6", 10_000)]
    [InlineData("/lib/x86_64-linux-gnu/libgcc_s.so.1", 300)]
    [InlineData("/usr/aarch64-linux-gnu/lib/libc.so.6", 5_000)]
    [InlineData("/usr/riscv64-linux-gnu/lib/libc.so.6", 1_000)]
    public void Rows_of_a_system_library_are_those_that_readelf_shows(string path, int rows)
    {
        Assert.SkipUnless(Tool.IsThere(path), $"{path} is not installed");
        Assert.True(Compare(path, ".eh_frame") > rows);
    }

    [Theory]
    [InlineData("gcc", "-O0")]
    [InlineData("gcc", "-O2 -fomit-frame-pointer")]
    [InlineData("gcc", "-O2 -fcf-protection=full -mno-omit-leaf-frame-pointer")]
    [InlineData("gcc", "-O3 -maccumulate-outgoing-args -fno-pie -no-pie")]
    [InlineData("clang", "-O0")]
    [InlineData("clang", "-O2 -fomit-frame-pointer")]
    [InlineData("/usr/bin/aarch64-linux-gnu-gcc", "-O2 -mbranch-protection=standard")]
    [InlineData("/usr/bin/aarch64-linux-gnu-gcc", "-O0 -fomit-frame-pointer")]
    [InlineData("/usr/bin/riscv64-linux-gnu-gcc", "-O2 -msave-restore")]
    public void Rows_of_a_program_are_those_that_readelf_shows(string compiler, string flags)
    {
        Assert.SkipUnless(!Path.IsPathRooted(compiler) || Tool.IsThere(compiler), $"{compiler} is not installed");
        Assert.True(Compare(Tool.Compile(_folder.Path, compiler, Source, flags), ".eh_frame") > 20);
    }

    [Theory]
    [InlineData("gcc", "-g -O2 -gdwarf-2 -fno-asynchronous-unwind-tables")]
    [InlineData("gcc", "-g -O2 -gdwarf-3 -fno-asynchronous-unwind-tables")]
    [InlineData("gcc", "-g -O2 -gdwarf-5 -fno-asynchronous-unwind-tables")]
    [InlineData("gcc", "-g -O2 -gdwarf-4 -gdwarf64 -fno-asynchronous-unwind-tables")]
    [InlineData("gcc", "-g -O2 -gz=zlib -fno-asynchronous-unwind-tables")]
    [InlineData("gcc", "-g -O2 -gz=zlib-gnu -fno-asynchronous-unwind-tables")]
    [InlineData("clang", "-g -O2 -fno-asynchronous-unwind-tables")]
    [InlineData("/usr/bin/arm-linux-gnueabihf-gcc", "-g -O2 -mthumb")]
    [InlineData("/usr/bin/arm-linux-gnueabihf-gcc", "-g -O0 -marm")]
    public void Rows_of_debugging_information_are_those_that_readelf_shows(string compiler, string flags)
    {
        Assert.SkipUnless(!Path.IsPathRooted(compiler) || Tool.IsThere(compiler), $"{compiler} is not installed");
        Assert.True(Compare(Tool.Compile(_folder.Path, compiler, Source, flags), ".debug_frame") > 20);
    }

    [Fact]
    public void Without_the_linkers_table_the_same_rows_are_found()
    {
        var program = Tool.Compile(_folder.Path, "gcc", Source, "-O2");
        Tool.Run("objcopy", "--remove-section=.eh_frame_hdr", program);
        Assert.True(Compare(program, ".eh_frame") > 20);
    }

    [Fact]
    public void Without_section_headers_the_same_rows_are_found()
    {
        var program = Tool.Compile(_folder.Path, "gcc", Source, "-O2");
        var rows = ReadelfFrames.Read(program, ".eh_frame");
        var bytes = File.ReadAllBytes(program);
        bytes.AsSpan(0x28, 8).Clear();
        bytes.AsSpan(0x3c, 4).Clear();
        var file = ElfFile.Open(ByteSource.Of(bytes), "program");
        Assert.True(file.Sections.IsEmpty);
        Assert.True(Compare(new CfiTables(file, null).All[0], rows, file.Machine) > 20);
    }

    [Fact]
    public void A_debug_file_alone_says_that_the_executable_is_needed()
    {
        var program = Tool.Compile(_folder.Path, "gcc", Source, "-O2 -g");
        Tool.Run("objcopy", "--only-keep-debug", program);
        using var bytes = ByteSource.Map(program);
        var tables = new CfiTables(null, ElfFile.Open(bytes, "program.debug"));
        Assert.Empty(tables.All);
        Assert.Equal("only its debug file is here, which has no unwind tables: the executable is needed too", tables.Missing);
        Assert.Equal("", tables.Find(0x1100).Problem);
    }

    private int Compare(string path, string section)
    {
        using var bytes = ByteSource.Map(path);
        var file = ElfFile.Open(bytes, path);
        var table = new CfiTables(file, null).All.Single(table => table.Source.What.EndsWith(section, StringComparison.Ordinal));
        return Compare(table, ReadelfFrames.Read(path, section), file.Machine);
    }

    private int Compare(CfiTable table, List<ReadelfFrames.Row> rows, Machine machine)
    {
        List<string> differences = [];
        foreach (var row in rows)
        {
            var columns = ReadelfFrames.Kept(row, machine).ToList();
            var expected = ReadelfFrames.Describe(row, columns);
            foreach (var at in new[] { row.Start, row.End - 1 })
            {
                var found = ReadelfFrames.Describe(table.Find(at), machine, columns);
                if (found != expected)
                {
                    differences.Add($"0x{at:x}: readelf {expected}; ours {found}");
                }
            }
        }

        output.WriteLine($"{rows.Count} rows of {table.Index().Count} functions, {differences.Count} differ");
        Assert.True(differences.Count == 0, string.Join('\n', differences.Take(20)));
        Assert.Null(table.Index().Problem);
        return rows.Count;
    }
}
