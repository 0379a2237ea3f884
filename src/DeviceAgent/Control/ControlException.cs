namespace Fleet.DeviceAgent.Control;

/// <summary>A command that could not be carried out, in words for the person who gave it.</summary>
internal sealed class ControlException(string message) : Exception(message);
