using Fleet.Protocol;

namespace Fleet.DeviceAgent.Reboots;

/// <summary>What there is to read about a reboot, as the protocol takes it.</summary>
internal static class RebootDetails
{
    /// <summary>Characters; of what is longer the end is kept, where a log has what matters.</summary>
    public const int MaxLength = ProtocolLimits.MaxDetailsLength;

    /// <summary>Bounded, and without characters that no text has.</summary>
    public static string Of(string text)
    {
        var end = text.Length <= MaxLength ? text : text[^MaxLength..];
        return string.Create(end.Length, end, (printable, source) =>
        {
            for (var i = 0; i < printable.Length; i++)
            {
                printable[i] = source[i] is '\n' or '\t' || !char.IsControl(source[i]) ? source[i] : '.';
            }
        });
    }
}
