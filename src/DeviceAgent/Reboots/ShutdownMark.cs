using Fleet.DeviceAgent.Diagnostics;
using Fleet.DeviceAgent.Native;
using Fleet.Protocol.Reboots;

namespace Fleet.DeviceAgent.Reboots;

/// <summary>The agent's own mark that the system was going down in order when it was stopped: <c>BOOT REASON</c>, one line.</summary>
internal sealed class ShutdownMark(string path, AgentLog log)
{
    /// <exception cref="IOException">It cannot be written.</exception>
    public void Write(Guid bootId, RebootReason reason) => AtomicFile.Replace(path, $"{bootId} {RebootReasonNames.NameOf(reason)}\n", durable: true);

    /// <summary>The reason, when the mark is of the boot that is asked for.</summary>
    /// <exception cref="IOException">It cannot be read.</exception>
    public RebootReason? Read(Guid bootId)
    {
        if (!File.Exists(path))
        {
            return null;
        }

        var words = File.ReadAllText(path).Split(' ', StringSplitOptions.TrimEntries);
        if (words.Length == 2 && Guid.TryParse(words[0], out var boot) && RebootReasonNames.All.TryGetValue(words[1], out var reason))
        {
            return boot == bootId ? reason : null;
        }

        DamagedFile.BeginAnew(path, "reboot", "the shutdown before this boot is not known", log);
        return null;
    }

    /// <exception cref="IOException">It cannot be removed.</exception>
    public void Remove() => File.Delete(path);
}
