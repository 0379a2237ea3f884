namespace Fleet.Symbolication.Tests.Hostile;

/// <summary>Does something within the bounds of a case, on a thread of the smallest stack.</summary>
internal static class Bounded
{
    /// <param name="seconds">Of the processor, that it may take.</param>
    /// <param name="megabytes">That it may allocate.</param>
    public static T Run<T>(Func<T> action, double seconds, long megabytes)
    {
        var (result, time, bytes) = (default(T)!, TimeSpan.Zero, 0L);
        Exception? failure = null;
        var thread = new Thread(() =>
        {
            var (started, allocated) = (HostileBounds.ProcessorTime(), GC.GetAllocatedBytesForCurrentThread());
            try
            {
                result = action();
            }
            catch (Exception e)
            {
                failure = e;
            }

            (time, bytes) = (HostileBounds.ProcessorTime() - started, GC.GetAllocatedBytesForCurrentThread() - allocated);
        }, HostileBounds.StackBytes);
        thread.Start();
        thread.Join();
        TestContext.Current.TestOutputHelper?.WriteLine($"{time.TotalMilliseconds:F0} ms of processor, {bytes >> 10} KiB allocated");
        Assert.True(failure is null, $"{failure}");
        Assert.True(time.TotalSeconds < seconds, $"took {time}");
        Assert.True(bytes < megabytes << 20, $"allocated {bytes >> 20} MiB");
        return result;
    }
}
