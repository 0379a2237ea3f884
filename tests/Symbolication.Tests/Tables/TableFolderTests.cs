using Fleet.Symbolication.Tables;

namespace Fleet.Symbolication.Tests.Tables;

public sealed class TableFolderTests
{
    [Fact]
    public void The_first_who_opens_a_file_does_not_wait_for_its_tables_and_the_next_has_them()
    {
        using var program = new TabledProgram("gcc", "-g -O1");
        Assert.Null(program.Tables.Open(program.File, "program").Derived);
        Assert.False(Directory.Exists(program.TableFolder));
        Assert.False(program.Tables.Has(program.File));
        Assert.True(program.Tables.Make(program.File));
        Assert.True(program.Tables.Has(program.File));
        Assert.NotNull(program.Tables.Open(program.File, "program").Derived);
        Assert.Equal(1, program.Tables.Made);
        Assert.False(program.Tables.Make(program.File));
    }

    [Fact]
    public void Small_files_and_what_is_no_program_have_none()
    {
        using var program = new TabledProgram("gcc", "-g -O1");
        var tables = new TableFolder(program.TableFolder, 1 << 30, program.Time);
        var text = program.Copy("text");
        File.WriteAllText(text, "no program");
        Assert.False(tables.Make(program.File));
        Assert.False(tables.Make(text));
        Assert.False(tables.Make(text + ".gone"));
        Assert.Empty(Directory.GetFiles(program.TableFolder, "*.tables"));
    }

    [Fact]
    public async Task Many_who_make_the_same_tables_at_once_leave_one_whole_file()
    {
        using var program = new TabledProgram("g++", "-g -O2");
        var expected = program.Frames();
        using var together = new Barrier(4);
        var made = await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => Task.Factory.StartNew(
            () =>
            {
                var tables = program.Open();
                tables.Open(program.File, "program");
                together.SignalAndWait();
                var count = 0;

                // Who finds another at it comes again, as a worker does after its next core.
                while (tables.Open(program.File, "program").Derived is null)
                {
                    count += tables.Make(program.File) ? 1 : 0;
                    Thread.Yield();
                }

                Assert.Equal(expected, program.Frames(tables.Open(program.File, "program")));
                return count;
            },
            CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default)));
        Assert.Equal(1, made.Sum());
        Assert.Equal([program.TableFile], Directory.GetFiles(program.TableFolder).Where(path => Path.GetFileName(path) != "making"));
    }

    [Fact]
    public void Tables_that_another_process_made_elsewhere_are_taken_in()
    {
        using var program = new TabledProgram("g++", "-g -O2");
        using var elsewhere = new Cfi.TemporaryFolder();
        var other = new TableFolder(elsewhere.Path, 1 << 30, program.Time) { MinSourceBytes = 0 };
        Directory.CreateDirectory(program.TableFolder);
        Assert.False(program.Tables.Adopt(program.File, elsewhere.Path));
        Assert.True(other.Make(program.File));
        Assert.True(program.Tables.Adopt(program.File, elsewhere.Path));
        Assert.Equal(program.Frames(), program.Frames(program.Tables.Open(program.File, "program")));
        Assert.NotNull(program.Tables.Open(program.File, "program").Derived);
        Assert.False(other.Has(program.File));
    }

    [Fact]
    public void Who_has_tables_open_keeps_them_when_they_go()
    {
        using var program = new TabledProgram("g++", "-g -O2");
        program.Tables.Make(program.File);
        var file = program.Tables.Open(program.File, "program");
        File.Delete(program.TableFile);
        Assert.Equal(program.Frames(), program.Frames(file));
        Assert.False(file.Derived!.IsDamaged);
    }

    [Fact]
    public void What_was_not_used_for_longest_goes_first()
    {
        using var program = new TabledProgram("gcc", "-g -O1");
        string[] paths = [program.Copy("a"), program.Copy("b"), program.Copy("c"), program.Copy("d")];
        Assert.True(program.Tables.Make(paths[0]));
        var room = (3 * new FileInfo(program.TableFile).Length) + 1;
        File.Delete(program.TableFile);
        var tables = program.Open(room);
        foreach (var path in paths[..3])
        {
            Assert.True(tables.Make(path));
            program.Time.Advance(TimeSpan.FromMinutes(1));
        }

        // The oldest is used, so the second goes.
        tables.Open(paths[0], "a");
        program.Time.Advance(TimeSpan.FromMinutes(1));
        Assert.True(tables.Make(paths[3]));
        Assert.Equal([true, false, true, true], paths.Select(path => File.Exists(tables.PathOf(path))));
        Assert.Equal(1, tables.Evicted);
    }

    [Fact]
    public void What_would_not_fit_is_left_out_and_the_frames_are_the_same()
    {
        using var program = new TabledProgram("g++", "-g -O2");
        program.Tables.Make(program.File);
        var whole = new FileInfo(program.TableFile).Length;
        foreach (var room in (long[])[0, 1000, whole / 2, whole])
        {
            File.Delete(program.TableFile);
            var tables = program.Open(2 * room);
            tables.Make(program.File);
            Assert.Equal(program.Frames(), program.Frames(tables.Open(program.File, "program")));
            Assert.True(new FileInfo(tables.PathOf(program.File)) is not { Exists: true } file || file.Length <= 2 * room);
            program.Tables.Make(program.File);
        }
    }

    [Fact]
    public void What_a_process_left_unfinished_goes_when_the_next_makes_some()
    {
        using var program = new TabledProgram("gcc", "-g -O1");
        Directory.CreateDirectory(program.TableFolder);
        var left = Path.Combine(program.TableFolder, "left.new");
        File.WriteAllText(left, "half");
        Assert.True(program.Tables.Make(program.File));
        Assert.False(File.Exists(left));
    }
}
