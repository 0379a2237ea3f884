using System.Diagnostics;
using Fleet.Symbolication.Dwarf;
using Fleet.Symbolication.Elf;
using Fleet.Symbolication.Symbols;
using Fleet.Tests.Shared;

namespace Fleet.Symbolication.Tests.Symbols;

/// <summary>
/// Figures of docs/design/symbolication.md. The file is the debug build of Python (Debian's <c>python3-dbg</c>, 24 MB), or what
/// <c>FLEET_TEST_DWARF</c> names.
/// </summary>
public sealed class SymbolizerCost(ITestOutputHelper output)
{
    [Fact]
    public void Of_the_first_the_next_and_the_same_addresses()
    {
        Figures.Ask();
        var path = Environment.GetEnvironmentVariable("FLEET_TEST_DWARF") ?? "/usr/bin/python3.11d";
        Assert.SkipUnless(File.Exists(path), $"{path} is not installed");
        using var source = ByteSource.Map(path);
        var addresses = Addresses(ElfFile.Open(source, path));
        Measure(source, path, addresses[..20]);
        foreach (var count in (int[])[1, 20, addresses.Length])
        {
            var before = GC.GetTotalMemory(forceFullCollection: true);
            var (symbolizer, cold, again) = Measure(source, path, addresses[..count]);
            var kept = GC.GetTotalMemory(forceFullCollection: true) - before;
            output.WriteLine($"{count} addresses: {cold:F1} ms of CPU cold, {1000 * again / count:F2} us each again; {kept >> 20} MB kept of {source.Length >> 20} MB, damage {symbolizer.Damage.Count}");
            GC.KeepAlive(symbolizer);
        }
    }

    private static (Symbolizer Symbolizer, double Cold, double Again) Measure(ByteSource source, string path, ulong[] addresses)
    {
        var started = Environment.CpuUsage.TotalTime;
        var symbolizer = new Symbolizer([ElfFile.Open(source, path)], NoCompanions.Instance);
        Array.ForEach(addresses, address => symbolizer.Resolve(address));
        var cold = Environment.CpuUsage.TotalTime - started;
        var warm = Stopwatch.GetTimestamp();
        Array.ForEach(addresses, address => symbolizer.Resolve(address));
        return (symbolizer, cold.TotalMilliseconds, Stopwatch.GetElapsedTime(warm).TotalMilliseconds);
    }

    private static ulong[] Addresses(ElfFile elf)
    {
        var text = elf.Section(".text")!.Value;
        var random = new Random(1);
        return [.. Enumerable.Range(0, 1000).Select(_ => text.Address + (ulong)random.NextInt64((long)text.Size))];
    }
}
