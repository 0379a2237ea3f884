using System.Globalization;
using Fleet.DeviceAgent.Diagnostics;
using Fleet.DeviceAgent.Native;

namespace Fleet.DeviceAgent.Reports;

/// <summary>Keeps <see cref="OperationalState"/> as one line of text. Not worth an fsync: a lost hour costs less than a worn flash.</summary>
internal sealed class OperationalFile(string path, AgentLog log)
{
    public OperationalState? Read()
    {
        try
        {
            if (!File.Exists(path))
            {
                return null;
            }

            var parts = File.ReadAllText(path).Split(' ', StringSplitOptions.TrimEntries);
            if (parts.Length == 3
                && Guid.TryParse(parts[0], out var boot)
                && long.TryParse(parts[1], out var at)
                && long.TryParse(parts[2], out var hours))
            {
                return new OperationalState(boot, at, hours);
            }

            log.Warn("report", $"{path} is not readable; operational hours are counted from now");
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            log.Warn("report", $"{path}: {e.Message}; operational hours are counted from now");
        }

        return null;
    }

    public void Write(OperationalState state)
    {
        try
        {
            AtomicFile.Replace(path, string.Create(CultureInfo.InvariantCulture, $"{state.BootId} {state.AtMs} {state.HoursMarkMs}\n"), durable: false);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            log.Warn("report", $"{path}: {e.Message}");
        }
    }
}
