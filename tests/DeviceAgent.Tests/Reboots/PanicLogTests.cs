using Fleet.DeviceAgent.Reboots;
using Fleet.DeviceAgent.Tests.Testing;

namespace Fleet.DeviceAgent.Tests.Reboots;

public sealed class PanicLogTests : IDisposable
{
    private readonly TempDirectory _directory = new();

    public void Dispose() => _directory.Dispose();

    [Fact]
    public void Without_a_dump_there_is_no_panic()
    {
        Assert.Null(Read());
        Assert.Null(new PanicLog(_directory["none"]).Read());
        Write("console-ramoops-0", "not a dump\n");
        Write("dmesg-ramoops-0", "Oops#1 Part1\nthe system went on\n");
        Write("dmesg-ramoops-1", "Restart#1 Part1\nan orderly end\n");
        Assert.Null(Read());
    }

    [Fact]
    public void Parts_are_put_together_in_the_order_of_the_log()
    {
        // The kernel writes the end of its log first.
        Write("dmesg-efi-1", "Panic#1 Part1\nend\n");
        Write("dmesg-efi-2", "Panic#1 Part2\nmiddle\n");
        Write("dmesg-efi-10", "Panic#1 Part10\nbegin\n");
        Write("dmesg-efi-3", "Oops#1 Part1\nbefore\n");
        var panic = Read()!;
        Assert.Equal("Panic#1 Part10\nbegin\nPanic#1 Part2\nmiddle\nPanic#1 Part1\nend\n", panic.Log);
        Assert.Equal(3, panic.Files.Count);
    }

    [Fact]
    public void Of_a_long_log_the_end_is_kept_and_it_is_text()
    {
        Write("dmesg-ramoops-0", "Panic#1 Part1\n" + new string('x', 100_000) + "\nlast\0 \u001b[31mline\n");
        var panic = Read()!;
        Assert.Equal(RebootDetails.MaxLength, panic.Log.Length);
        Assert.EndsWith("\nlast. .[31mline\n", panic.Log, StringComparison.Ordinal);
    }

    [Fact]
    public void A_dump_is_known_again_and_told_from_another()
    {
        Write("dmesg-ramoops-0", "Panic#1 Part1\na\n");
        var first = Read()!.Stamp;
        Assert.Equal(first, Read()!.Stamp);
        Write("dmesg-ramoops-0", "Panic#1 Part1\nb\n");
        Assert.NotEqual(first, Read()!.Stamp);
    }

    private PanicDump? Read() => new PanicLog(_directory.Path).Read();

    /// <summary>All of one moment, as the parts of one panic are.</summary>
    private void Write(string name, string text)
    {
        File.WriteAllText(_directory[name], text);
        File.SetLastWriteTimeUtc(_directory[name], DateTime.UnixEpoch.AddYears(50));
    }
}
