namespace Fleet.DeviceAgent.Configuration;

/// <summary>Every mistake that was found, one per line, each fit to be acted on.</summary>
internal sealed class ConfigurationException(IReadOnlyList<string> problems) : Exception(string.Join(Environment.NewLine, problems))
{
    public IReadOnlyList<string> Problems => problems;
}
