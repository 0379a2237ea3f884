using System.Globalization;
using System.Text;
using Fleet.DeviceAgent.Native;
using Fleet.Protocol;

namespace Fleet.DeviceAgent.Reboots;

/// <summary>
/// Where another program, or <c>fleetctl reboot-reason</c>, says why it is about to reboot: the first line is a reason's name or a slug, what
/// follows are details.
/// </summary>
internal sealed class RebootReasonFile(string path)
{
    /// <summary>In UTF-8 a character takes four at most.</summary>
    private const int MaxBytes = 4 * (ProtocolLimits.MaxSlugLength + RebootDetails.MaxLength);

    public string Path => path;

    /// <summary>
    /// Names this very writing of the file, so that what was told once is not told again when the file cannot be removed; empty when there is
    /// none.
    /// </summary>
    public string Stamp
    {
        get
        {
            var file = new FileInfo(path);
            return file.Exists ? string.Create(CultureInfo.InvariantCulture, $"{file.LastWriteTimeUtc.Ticks}-{file.Length}") : "";
        }
    }

    /// <summary>The first line and the rest; null without a file. Too much text is cut at its end.</summary>
    /// <exception cref="IOException">It cannot be read.</exception>
    public (string Reason, string Details)? Read()
    {
        if (!File.Exists(path))
        {
            return null;
        }

        using var file = File.OpenRead(path);
        var bytes = new byte[Math.Min(file.Length, MaxBytes)];
        var length = file.ReadAtLeast(bytes, bytes.Length, throwOnEndOfStream: false);
        var text = Encoding.UTF8.GetString(bytes, 0, length);
        var end = text.IndexOf('\n');
        return end < 0 ? (text.Trim(), "") : (text[..end].Trim(), text[(end + 1)..].TrimEnd());
    }

    /// <summary>Says why; on disk when it returns, since the machine goes down next.</summary>
    /// <exception cref="IOException">It cannot be written.</exception>
    public void Write(string reason, string details)
    {
        Directory.CreateDirectory(System.IO.Path.GetDirectoryName(System.IO.Path.GetFullPath(path))!);
        AtomicFile.Replace(path, details.Length == 0 ? reason + "\n" : $"{reason}\n{details}\n", durable: true);
    }

    /// <exception cref="IOException">It cannot be removed.</exception>
    public void Remove() => File.Delete(path);
}
