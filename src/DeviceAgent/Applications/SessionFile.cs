using System.Globalization;
using Fleet.DeviceAgent.Diagnostics;
using Fleet.DeviceAgent.Native;
using Fleet.Protocol;

namespace Fleet.DeviceAgent.Applications;

/// <summary>
/// Sessions that have begun, kept over restarts of the agent in one boot: a line each, <c>boot id, uptime at start, name</c>. Not worth an fsync: a
/// power cut ends the boot, and every session with it.
/// </summary>
internal sealed class SessionFile(string path, Guid bootId, AgentLog log)
{
    public List<OpenSession> Read()
    {
        var sessions = new List<OpenSession>();
        try
        {
            var isDamaged = false;
            foreach (var line in File.Exists(path) ? File.ReadAllLines(path) : [])
            {
                var fields = line.Split(' ', 3);
                if (fields.Length != 3 || !Guid.TryParse(fields[0], out var boot)
                    || !long.TryParse(fields[1], NumberStyles.None, CultureInfo.InvariantCulture, out var started) || !IsName(fields[2]))
                {
                    isDamaged = true;
                }
                else if (boot == bootId)
                {
                    sessions.Add(new OpenSession(fields[2], started));
                }
            }

            if (isDamaged)
            {
                DamagedFile.BeginAnew(path, "session", $"{sessions.Count} sessions are still open", log);
                Write(sessions);
            }
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            log.Warn("session", $"{path}: {e.Message}; sessions that were open are forgotten");
        }

        return sessions;
    }

    private static bool IsName(string text) => text.Length is > 0 and <= ProtocolLimits.MaxSessionNameLength && !text.Any(char.IsControl);

    public void Write(IEnumerable<OpenSession> sessions)
    {
        try
        {
            AtomicFile.Replace(path, string.Concat(sessions.Select(session => $"{bootId} {session.StartedMs} {session.Name}\n")), durable: false);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            log.Warn("session", $"{path}: {e.Message}; open sessions will not survive a restart");
        }
    }
}
