using Fleet.Symbolication.Tables;
using Fleet.Symbolication.Tests.Corpus;
using Fleet.Symbolication.Tests.Corpus.Agreement;

namespace Fleet.Symbolication.Tests.Tables;

/// <summary>What tables say is what the symbol file says.</summary>
public sealed class SameFramesTests(CrashCorpus corpus)
{
    [Theory]
    [InlineData("gcc", "-g -O2 -gdwarf-4")]
    [InlineData("g++", "-g -O2")]
    [InlineData("g++", "-g -O2 -gdwarf-4 -fdebug-types-section -ffunction-sections -Wl,--gc-sections")]
    [InlineData("g++", "-g -O3 -gdwarf-5 -gdwarf64 -fdebug-types-section")]
    [InlineData("g++", "-g -O2 -gz=zlib")]
    [InlineData("g++", "-g -O2 -flto")]
    [InlineData("g++", "-g -O2 -gdwarf-5 -gsplit-dwarf")]
    [InlineData("clang++", "-g -O2 -gdwarf-5")]
    [InlineData("rustc", "-g -O")]
    public void Each_instruction_has_the_same_frames_with_tables_as_without(string compiler, string arguments)
    {
        using var program = new TabledProgram(compiler, arguments);
        Assert.True(program.Tables.Make(program.File));
        var file = program.Open().Open(program.File, "program");
        Assert.NotNull(file.Derived);
        Assert.Equal(program.Frames(), program.Frames(file));
        Assert.False(file.Derived.IsDamaged);
    }

    [Theory]
    [InlineData("--compress-debug-sections=zlib")]
    [InlineData("--compress-debug-sections=zlib-gnu")]
    [InlineData("--compress-debug-sections=zstd")]
    [InlineData("--only-keep-debug")]
    public void Packed_and_separate_debugging_information_too(string option)
    {
        using var program = new TabledProgram("g++", "-g -O2");
        var path = program.Copy("other", "objcopy", option);
        Assert.True(program.Tables.Make(path));
        Assert.Equal(program.Frames(), program.Frames(program.Tables.Open(path, "other")));
    }

    [Fact]
    public async Task Stacks_of_the_corpus_are_the_same_with_tables_as_without()
    {
        await corpus.ForEachAsync(async crash =>
        {
            await Task.Yield();
            using var folder = new Cfi.TemporaryFolder();
            var tables = new TableFolder(folder.Path, 1 << 30, TimeProvider.System) { MinSourceBytes = 0 };
            foreach (var file in crash.Files)
            {
                tables.Make(file);
            }

            var (plain, tabled) = (OurFrames.Of(crash, crash.TrimmedCore), OurFrames.Of(crash, crash.TrimmedCore, path => tables.Open(path, path)));
            Assert.True(tables.Made > 0 && tables.Used > 0, $"{tables.Made} tables were made, and {tables.Used} used");
            foreach (var (thread, frames) in plain.Threads)
            {
                Assert.Equal(frames, tabled.Threads[thread]);
            }
        });
    }
}
