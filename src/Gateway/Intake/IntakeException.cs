namespace Fleet.Gateway.Intake;

/// <summary>Why a body as a whole is not taken.</summary>
/// <param name="status">4xx: sending it again would not help.</param>
/// <param name="message">What is wrong and what to do.</param>
/// <param name="cause">When there is one.</param>
internal sealed class IntakeException(int status, string message, Exception? cause = null) : Exception(message, cause)
{
    public int Status { get; } = status;
}
