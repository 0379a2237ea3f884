namespace Fleet.DeviceAgent.Logs.Network;

/// <summary>What is spoken over a connection that brings lines.</summary>
internal interface ILogProtocol
{
    /// <summary>Takes lines until the peer ends.</summary>
    /// <returns>False when what came is not this protocol: nothing more can be understood.</returns>
    /// <exception cref="IOException">The connection broke.</exception>
    Task<bool> ServeAsync(Stream peer, CancellationToken stop);
}
