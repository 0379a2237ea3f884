using Fleet.Protocol.Sync;

namespace Fleet.DeviceAgent.Requests;

/// <summary>Carries out one kind of request of the server.</summary>
internal interface IRequestHandler
{
    RequestKind Kind { get; }

    /// <summary>
    /// Queues what is asked for, and says what came of it. Called again with the same request after a restart in the middle of it, never at the same
    /// time: what is queued twice is the server's to see once.
    /// </summary>
    /// <param name="request">Its times moved to this device's clock.</param>
    /// <param name="stop">Ends the daemon: the request comes again.</param>
    /// <exception cref="IOException">It failed, and is answered so.</exception>
    Task<RequestAnswer> HandleAsync(DeviceRequest request, CancellationToken stop);
}
