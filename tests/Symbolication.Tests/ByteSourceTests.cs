using System.Runtime.CompilerServices;

namespace Fleet.Symbolication.Tests;

public sealed class ByteSourceTests : IDisposable
{
    private readonly string _path = Path.GetTempFileName();

    public ByteSourceTests() => File.WriteAllBytes(_path, new byte[100_000]);

    public void Dispose() => File.Delete(_path);

    [Fact]
    public void What_nobody_has_any_more_is_unmapped()
    {
        HasAView();
        Collect();
        Assert.False(IsMapped());
    }

    [Fact]
    public void What_is_disposed_of_is_unmapped_at_once()
    {
        using (ByteSource.Map(_path))
        {
            Assert.True(IsMapped());
        }

        Assert.False(IsMapped());
    }

    private static void Collect()
    {
        for (var i = 0; i < 3; i++)
        {
            GC.Collect();
            GC.WaitForPendingFinalizers();
        }
    }

    /// <summary>Apart, so that nothing of it is left in the frame of who asks afterwards.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    private void HasAView()
    {
        var view = View();
        Collect();
        Assert.True(IsMapped());
        Assert.Equal(0, view.Span[99_999]);
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private ReadOnlyMemory<byte> View() => ByteSource.Map(_path).View(0, 100_000, "a file");

    private bool IsMapped() => File.ReadLines("/proc/self/maps").Any(line => line.EndsWith(_path, StringComparison.Ordinal));
}
