using Fleet.DeviceAgent.Diagnostics;
using Fleet.DeviceAgent.Logs.Files;
using Fleet.DeviceAgent.Logs.Store;
using Fleet.DeviceAgent.Tests.Testing;

namespace Fleet.DeviceAgent.Tests.Logs.Files;

public sealed class FileSourceTests : IDisposable
{
    private readonly LogFixture _fixture = new();
    private readonly TempDirectory _directory = new();
    private LogStore _store;
    private FileSource _source;
    private int _written;

    public FileSourceTests() => (_store, _source) = Start();

    private string App => _directory["app.log"];

    public void Dispose()
    {
        Stop();
        _directory.Dispose();
        _fixture.Dispose();
    }

    [Fact]
    public void Lines_are_taken_as_they_are_written_and_half_a_line_when_it_is_whole()
    {
        File.WriteAllText(App, "before\n");
        _source.Poll();
        File.AppendAllText(App, "line 0\r\nline");
        _source.Poll();
        File.AppendAllText(App, " 1\nline 2\n");
        _source.Poll();
        _written = 3;
        Check();
        Assert.All(_fixture.Records(), record => Assert.Equal(("app.log", 6), (record.Source, record.Level)));
    }

    [Fact]
    public void A_file_that_is_made_later_is_read_from_its_beginning()
    {
        _source.Poll();
        WriteLines(3);
        _source.Poll();
        Check();
    }

    [Theory]
    [InlineData("app.log")]
    [InlineData("app.log*")]
    [InlineData("*")]
    public void Rotation_by_renaming_loses_and_repeats_nothing(string pattern)
    {
        Restart(pattern);
        _source.Poll();
        for (var rotation = 0; rotation < 6; rotation++)
        {
            WriteLines(5);
            if (rotation % 2 == 0)
            {
                _source.Poll();
                WriteLines(2);
            }

            Rotate();
            if (rotation % 3 == 0)
            {
                // The program still has the old file open.
                File.AppendAllText($"{App}.1", $"line {_written++}\n");
            }

            WriteLines(1);
            if (rotation == 3)
            {
                Restart(pattern);
            }

            _source.Poll();
        }

        WriteLines(1);
        _source.Poll();
        Check();
    }

    [Fact]
    public void Rotation_while_the_agent_is_down_loses_and_repeats_nothing()
    {
        _source.Poll();
        WriteLines(5);
        _source.Poll();
        WriteLines(5);
        Stop();
        Rotate();
        WriteLines(5);
        (_store, _source) = Start();
        _source.Poll();
        _source.Poll();
        Check();
    }

    [Fact]
    public void A_file_that_is_copied_and_emptied_is_read_anew()
    {
        _source.Poll();
        WriteLines(20);
        _source.Poll();
        File.WriteAllText(App, "");
        _source.Poll();
        WriteLines(2);
        _source.Poll();

        // Emptied, and longer than before when it is looked at again.
        File.WriteAllText(App, "");
        WriteLines(100);
        _source.Poll();
        Check();
    }

    [Fact]
    public void A_kill_at_any_poll_loses_and_repeats_nothing()
    {
        var random = new Random(1);
        _source.Poll();
        for (var round = 0; round < 60; round++)
        {
            WriteLines(random.Next(0, 30));
            _source.Poll();
            if (random.Next(2) == 0)
            {
                _store.Flush();
            }

            if (random.Next(4) == 0)
            {
                Rotate();
            }

            if (random.Next(3) == 0)
            {
                // What is not flushed is gone with the process; what is on the disk decides.
                using var snapshot = _fixture.Snapshot();
                Stop();
                foreach (var file in Directory.GetFiles(_fixture.Directory.Path))
                {
                    File.Delete(file);
                }

                foreach (var file in Directory.GetFiles(snapshot.Path))
                {
                    File.Copy(file, _fixture.Directory[Path.GetFileName(file)]);
                }

                (_store, _source) = Start();
            }
        }

        _source.Poll();
        Check();
    }

    [Fact]
    public void A_line_that_is_too_long_is_cut_and_its_rest_skipped()
    {
        _source.Poll();
        File.WriteAllText(App, new string('x', 200_000));
        _source.Poll();
        File.AppendAllText(App, new string('x', 200_000) + "\nline 0\n");
        _source.Poll();
        _store.Flush();
        var records = _fixture.Records();
        Assert.Equal(2, records.Count);
        Assert.Equal("line 0", records[1].Message);
        Assert.True(_fixture.Counters[AgentCounter.LogLinesCut] >= 1);
    }

    [Fact]
    public void Only_so_many_files_are_followed_and_the_others_counted()
    {
        Restart("*.log");
        _source.Poll();
        for (var i = 0; i < FileSource.MaxFiles + 3; i++)
        {
            File.WriteAllText(_directory[$"{i:00}.log"], $"line {i}\n");
        }

        _source.Poll();
        _source.Poll();
        Assert.Equal(3, _fixture.Counters[AgentCounter.LogFilesOverLimit]);
        Assert.Equal(FileSource.MaxFiles, _fixture.Counters[AgentCounter.LogLines]);
    }

    [Fact]
    public void Patterns_reach_into_folders_and_skip_what_is_no_file()
    {
        Directory.CreateDirectory(_directory["a/x.log"]);
        Directory.CreateDirectory(_directory["b"]);
        File.WriteAllText(_directory["b/x.log"], "");
        File.WriteAllText(_directory["b/y.txt"], "");
        Assert.Equal([_directory["b/x.log"]], GlobPattern.Expand(_directory["*/?.log"]));
        Assert.Empty(GlobPattern.Expand("/nowhere/*/x"));
    }

    private void Rotate()
    {
        for (var n = 8; n >= 1; n--)
        {
            if (File.Exists($"{App}.{n}"))
            {
                File.Move($"{App}.{n}", $"{App}.{n + 1}", overwrite: true);
            }
        }

        if (File.Exists(App))
        {
            File.Move(App, $"{App}.1");
        }

        File.WriteAllText(App, "");
    }

    private void WriteLines(int count)
    {
        for (var i = 0; i < count; i++)
        {
            File.AppendAllText(App, $"line {_written++}\n");
        }
    }

    private void Check()
    {
        _store.Flush();
        Assert.Equal(Enumerable.Range(0, _written).Select(i => $"line {i}"), _fixture.Records().Select(record => record.Message));
    }

    private void Restart(string pattern)
    {
        Stop();
        (_store, _source) = Start(pattern);
    }

    private (LogStore Store, FileSource Source) Start(string pattern = "app.log")
    {
        var store = _fixture.Open();
        return (store, new FileSource([_directory[pattern]], _fixture.Intake(store), store, _fixture.Counters, _fixture.Log.Log, _fixture.Time));
    }

    private void Stop()
    {
        _source.Dispose();
        _store.Dispose();
    }
}
