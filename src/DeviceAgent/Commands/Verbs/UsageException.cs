namespace Fleet.DeviceAgent.Commands.Verbs;

/// <summary>Arguments that do not fit their command, in words for the person who gave them.</summary>
internal sealed class UsageException(string message) : Exception(message);
