using System.Security.Cryptography;
using System.Text;
using Fleet.Protocol.Coredumps;

namespace Fleet.Domain.Coredumps;

/// <summary>
/// Where a program crashed, as far as a device can tell without symbols: crashes of the same place need few cores to be understood. Other versions of a
/// program have other build-ids, and so other places.
/// </summary>
/// <param name="Text"><c>program/module/build-id/offset</c>, percent-encoded parts, or a digest of that when it is longer than <see cref="MaxLength"/>.</param>
public readonly record struct CrashPlace(string Text)
{
    /// <summary>Characters of a place: it is part of a key of the grain storage, whose index has room for some 2,700 bytes. Usual ones have less than a hundred.</summary>
    public const int MaxLength = 256;

    /// <summary>
    /// An address that is in no module is another in each process (ASLR), so that it says nothing; then, and without frames, the signal stands for it.
    /// </summary>
    public static CrashPlace Of(Crash crash)
    {
        var program = Uri.EscapeDataString(crash.Program);
        var text = crash.Frames is [{ Module.Length: > 0 } first, ..]
            ? $"{program}/{Uri.EscapeDataString(first.Module)}/{first.BuildId}/{first.Offset:x}"
            : $"{program}///signal-{crash.Signal}";
        return new CrashPlace(text.Length <= MaxLength ? text : $"sha256-{Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)))}");
    }

    public override string ToString() => Text;
}
