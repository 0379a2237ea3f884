using System.Security.Cryptography;
using System.Text;
using Fleet.Domain.Traces;
using Fleet.Domain.Traces.Grouping;
using Fleet.Protocol.Coredumps;
using Fleet.Protocol.Sync;

namespace Fleet.Domain.Coredumps;

/// <summary>
/// Crashes that a few cores are to tell of: of one bug, as far as a summary without symbols tells, in one version and on one hardware. The bug is the signature by which
/// the summary finds its issue, so that a crash in a library counts for the application that called it, whichever way it was reached.
/// </summary>
/// <param name="Text"><c>signature/version/hardware</c>, percent-encoded parts, or a digest of that when it is longer than <see cref="MaxLength"/>.</param>
public readonly record struct CrashPlace(string Text)
{
    /// <summary>Characters of a place: it is part of a key of the grain storage, whose index has room for some 2,700 bytes. Usual ones have less than a hundred.</summary>
    public const int MaxLength = 256;

    /// <param name="crash">What the device told. An address that is in no module is another in each process (ASLR), and no part of the signature.</param>
    /// <param name="origin">Of the entry that told it.</param>
    /// <param name="hardwareVersion">Of the device.</param>
    public static CrashPlace Of(Crash crash, Origin origin, string hardwareVersion)
    {
        ArgumentNullException.ThrowIfNull(origin);
        ArgumentNullException.ThrowIfNull(hardwareVersion);
        var signature = TraceSignatures.Of(ObservedTraces.Of(crash), origin.SoftwareType, GroupingRules.None).Key;
        var text = $"{signature}/{Uri.EscapeDataString(origin.SoftwareVersion)}/{Uri.EscapeDataString(hardwareVersion)}";
        return new CrashPlace(text.Length <= MaxLength ? text : $"sha256-{Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)))}");
    }

    public override string ToString() => Text;
}
