using System.Globalization;

namespace Fleet.DeviceAgent.Host;

/// <summary>
/// What an eMMC says of its own wear (JEDEC JESD84-B51, <c>DEVICE_LIFE_TIME_EST</c> and <c>PRE_EOL_INFO</c>):
/// <c>emmc_&lt;name&gt;_life_used_a_pct</c> and <c>_b_pct</c>, the upper end of the tenth of its life that it is in, 110 when past its end;
/// <c>emmc_&lt;name&gt;_reserve_state</c>, 1 normal, 2 four fifths of the reserved blocks used, 3 nine tenths used.
/// </summary>
internal sealed class FlashLifeCollector(SystemSource source) : ISystemCollector
{
    private const int PercentPerStep = 10;
    private const uint MostSteps = 11;
    private const uint MostReserve = 3;

    private readonly List<(string Key, double Value)> _values = [];

    public string Name => "flash life";

    public void Read()
    {
        _values.Clear();
        var seen = new HashSet<string>(StringComparer.Ordinal);
        foreach (var (name, card) in Cards())
        {
            if (seen.Add(name))
            {
                Read(MetricNamePart.Of(name, "card"), card);
            }
        }
    }

    public void Record(long at) => _values.ForEach(value => source.Series.SetLast(value.Key, value.Key.EndsWith("_pct", StringComparison.Ordinal) ? "%" : "", value.Value));

    /// <summary>The folder of each card, by the name of its disk where it has one. Old kernels know a card by one of the two ways only.</summary>
    private IEnumerable<(string Name, string Folder)> Cards()
    {
        foreach (var card in Folders(source.Sys("class/mmc_host")).SelectMany(Folders))
        {
            if (File.Exists(Path.Combine(card, "life_time")) || File.Exists(Path.Combine(card, "pre_eol_info")))
            {
                yield return (Folders(Path.Combine(card, "block")).Select(Path.GetFileName).FirstOrDefault() ?? Path.GetFileName(card), card);
            }
        }

        foreach (var disk in Folders(source.Sys("block")).Where(disk => Path.GetFileName(disk.AsSpan()).StartsWith("mmcblk", StringComparison.Ordinal)))
        {
            if (File.Exists(Path.Combine(disk, "device/life_time")))
            {
                yield return (Path.GetFileName(disk), Path.Combine(disk, "device"));
            }
        }
    }

    private static IEnumerable<string> Folders(string path) => Directory.Exists(path) ? Directory.EnumerateDirectories(path).Order(StringComparer.Ordinal) : [];

    private void Read(string name, string card)
    {
        var path = Path.Combine(card, "life_time");
        if (source.Files.Read(path) is { } life)
        {
            var words = life.Split([' ', '\n'], StringSplitOptions.RemoveEmptyEntries);
            if (words.Length != 2)
            {
                source.Files.Malformed(path);
            }
            else
            {
                Add($"emmc_{name}_life_used_a_pct", words[0], MostSteps, PercentPerStep, path);
                Add($"emmc_{name}_life_used_b_pct", words[1], MostSteps, PercentPerStep, path);
            }
        }

        path = Path.Combine(card, "pre_eol_info");
        if (source.Files.Read(path) is { } reserve)
        {
            Add($"emmc_{name}_reserve_state", reserve.Trim(), MostReserve, 1, path);
        }
    }

    /// <summary>0 stands for "not defined": no value.</summary>
    private void Add(string key, string hexadecimal, uint most, int factor, string path)
    {
        if (!hexadecimal.StartsWith("0x", StringComparison.Ordinal)
            || !uint.TryParse(hexadecimal.AsSpan(2), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var value) || value > most)
        {
            source.Files.Malformed(path);
        }
        else if (value > 0)
        {
            _values.Add((key, value * factor));
        }
    }
}
