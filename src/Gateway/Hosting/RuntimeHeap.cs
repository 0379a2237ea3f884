namespace Fleet.Gateway.Hosting;

/// <summary>That of the runtime.</summary>
internal sealed class RuntimeHeap(GatewayInstruments instruments) : IIdleHeap
{
    public long AllocatedBytes => GC.GetTotalAllocatedBytes();

    public long CommittedBytes => GC.GetGCMemoryInfo(GCKind.Any).TotalCommittedBytes;

    public void GiveBack()
    {
        GC.Collect(GC.MaxGeneration, GCCollectionMode.Aggressive, blocking: true, compacting: true);
        instruments.GaveMemoryBack();
    }
}
