using Fleet.Api.V1;
using Fleet.Cli.Output;

namespace Fleet.Cli.Sets;

/// <summary>Sets as rows.</summary>
internal static class SetTable
{
    public static Table Of(IEnumerable<DeviceSet> sets)
    {
        var table = new Table("SET", ">DEVICES", "CREATED (UTC)", "FILTER");
        foreach (var set in sets)
        {
            // Devices are still asked: the number grows.
            var size = NumberText.Of(set.Size) + (set.Filled ? "" : "...");
            table.Add(set.Name, size, HumanTime.Minute(set.CreateTime), set.Filter.Length > 0 ? set.Filter : "(every device)");
        }

        return table;
    }
}
