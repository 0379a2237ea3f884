using Fleet.DeviceAgent.Control;

namespace Fleet.DeviceAgent.Applications;

/// <summary>What a program hands over is on disk before it is told so.</summary>
internal static class Durably
{
    /// <exception cref="ControlException">The disk did not take it.</exception>
    public static void Do(Action write)
    {
        try
        {
            write();
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new ControlException($"could not be written to the queue: {e.Message}");
        }
    }
}
