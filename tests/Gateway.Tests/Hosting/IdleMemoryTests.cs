using Fleet.Gateway.Hosting;

namespace Fleet.Gateway.Tests.Hosting;

public sealed class IdleMemoryTests
{
    private readonly Heap _heap = new();

    [Fact]
    public void What_a_burst_took_is_given_back_in_the_first_quiet_period()
    {
        using var memory = new IdleMemory(TimeProvider.System, _heap);
        _heap.Burst(IdleMemory.QuietBytes * 20, committed: IdleMemory.SmallBytes * 4);
        memory.Look();
        Assert.Equal(0, _heap.Collections);

        memory.Look();
        Assert.Equal(1, _heap.Collections);
    }

    [Fact]
    public void What_is_in_use_is_not_collected_again_and_again()
    {
        using var memory = new IdleMemory(TimeProvider.System, _heap);
        _heap.InUse = IdleMemory.SmallBytes * 3;
        _heap.Burst(IdleMemory.QuietBytes * 20, committed: IdleMemory.SmallBytes * 4);
        for (var i = 0; i < 10; i++)
        {
            memory.Look();
        }

        Assert.Equal(1, _heap.Collections);

        _heap.Burst(IdleMemory.QuietBytes * 20, committed: IdleMemory.SmallBytes * 4);
        memory.Look();
        memory.Look();
        Assert.Equal(2, _heap.Collections);
    }

    [Fact]
    public void A_small_server_is_left_alone()
    {
        using var memory = new IdleMemory(TimeProvider.System, _heap);
        _heap.Burst(1, committed: IdleMemory.SmallBytes);
        memory.Look();
        memory.Look();
        Assert.Equal(0, _heap.Collections);
    }

    [Fact]
    public void The_runtime_gives_back_what_nothing_refers_to()
    {
        var heap = Runtime();
        var before = Fill(heap);
        heap.GiveBack();
        Assert.True(heap.CommittedBytes < before - (Garbage / 2), $"{before} bytes before, {heap.CommittedBytes} after");

        // In a method of its own, so that nothing refers to it afterwards. The runtime tells what was committed as of its last collection.
        [System.Runtime.CompilerServices.MethodImpl(System.Runtime.CompilerServices.MethodImplOptions.NoInlining)]
        static long Fill(RuntimeHeap heap)
        {
            var garbage = Enumerable.Range(0, Garbage >> 16).Select(_ => new byte[1 << 16]).ToList();
            GC.Collect();
            var committed = heap.CommittedBytes;
            GC.KeepAlive(garbage);
            return committed;
        }
    }

    private const int Garbage = 256 << 20;

    private static RuntimeHeap Runtime() => new(new GatewayInstruments(new Meters()));

    private sealed class Meters : System.Diagnostics.Metrics.IMeterFactory
    {
        public System.Diagnostics.Metrics.Meter Create(System.Diagnostics.Metrics.MeterOptions options) => new(options);

        public void Dispose()
        {
        }
    }

    private sealed class Heap : IIdleHeap
    {
        public long AllocatedBytes { get; private set; }

        public long CommittedBytes { get; private set; }

        public long InUse { get; set; }

        public int Collections { get; private set; }

        public void Burst(long allocated, long committed)
        {
            AllocatedBytes += allocated;
            CommittedBytes = committed;
        }

        public void GiveBack()
        {
            Collections++;
            CommittedBytes = InUse;
        }
    }
}
