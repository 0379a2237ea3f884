using Fleet.Gateway.Web.Charts;

namespace Fleet.Gateway.Web.Devices;

/// <summary>The charts of a device, by key.</summary>
/// <param name="Charts">One for each numeric metric that was reported in the range.</param>
/// <param name="Reports">Reports in the range.</param>
/// <param name="IsCut">Whether there were more reports than are read; the oldest are shown.</param>
public sealed record DeviceChartSet(IReadOnlyList<LineChart> Charts, int Reports, bool IsCut);
