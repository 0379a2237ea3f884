namespace Fleet.Protocol;

/// <summary>Bytes that are not what the protocol says. <see cref="Exception.Message"/> names what is wrong and where, fit for the sender's log.</summary>
public sealed class ProtocolException : Exception
{
    public ProtocolException()
    {
    }

    public ProtocolException(string message)
        : base(message)
    {
    }

    public ProtocolException(string message, Exception innerException)
        : base(message, innerException)
    {
    }

    public ProtocolException(RejectionCode code, string message)
        : base(message) => Code = code;

    /// <summary>Which rejection this is when it concerns one entry and not the frame.</summary>
    public RejectionCode Code { get; } = RejectionCode.Malformed;
}
