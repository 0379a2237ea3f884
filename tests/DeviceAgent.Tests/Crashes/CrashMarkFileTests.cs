using Fleet.DeviceAgent.Crashes;
using Fleet.DeviceAgent.Tests.Testing;
using Microsoft.Extensions.Time.Testing;

namespace Fleet.DeviceAgent.Tests.Crashes;

public sealed class CrashMarkFileTests : IDisposable
{
    private const int MarkBytes = 36;

    private static readonly Guid Boot = Guid.NewGuid();

    private readonly TempDirectory _directory = new(inMemory: true);
    private readonly TestLog _log = new();

    public void Dispose() => _directory.Dispose();

    [Fact]
    public void Cut_at_any_byte_the_whole_marks_are_read_and_appended_to()
    {
        CrashMark[] marks = [new(1, Boot, 1000), new(2, Boot, 2000), new(3, Guid.NewGuid(), 50)];
        Append(marks);
        var bytes = File.ReadAllBytes(_directory["crashes"]);
        Assert.Equal(marks.Length * MarkBytes, bytes.Length);
        for (var cut = 0; cut <= bytes.Length; cut++)
        {
            File.WriteAllBytes(_directory["crashes"], bytes[..cut]);
            Assert.Equal(marks[..(cut / MarkBytes)], Append(new CrashMark(9, Boot, 7)));
            Assert.Equal([.. marks[..(cut / MarkBytes)], new CrashMark(9, Boot, 7)], Append());
        }
    }

    [Theory]
    [InlineData(0)]
    [InlineData(0xff)]
    public void Bytes_that_are_no_marks_are_cut_off_and_said(byte filler)
    {
        var bytes = new byte[MarkBytes * 3];
        Array.Fill(bytes, filler);
        File.WriteAllBytes(_directory["crashes"], bytes);
        Assert.Empty(Append(new CrashMark(1, Boot, 1)));
        Assert.Contains("were cut off", _log.Text, StringComparison.Ordinal);
        Assert.Single(Append());
    }

    [Fact]
    public void The_file_is_bounded_and_takes_marks_again_once_it_is_cleared()
    {
        using var file = CrashMarkFile.Open(_directory["crashes"], new FakeTimeProvider(), _log.Log, out _);
        for (var i = 1; i <= CrashMarkFile.MaxMarks; i++)
        {
            Assert.True(file.TryAppend(new CrashMark(i, Boot, i)));
        }

        Assert.False(file.TryAppend(new CrashMark(0, Boot, 0)));
        Assert.Equal(CrashMarkFile.MaxMarks * MarkBytes, new FileInfo(_directory["crashes"]).Length);
        file.Clear();
        Assert.True(file.TryAppend(new CrashMark(7, Boot, 7)));
        Assert.Equal([new CrashMark(7, Boot, 7)], Append());
    }

    /// <summary>Opens, appends, closes; returns what was there.</summary>
    private IReadOnlyList<CrashMark> Append(params CrashMark[] marks)
    {
        using var file = CrashMarkFile.Open(_directory["crashes"], new FakeTimeProvider(), _log.Log, out var found);
        Assert.All(marks, mark => Assert.True(file.TryAppend(mark)));
        return found;
    }
}
