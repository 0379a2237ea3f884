using System.Globalization;

namespace Fleet.DeviceAgent.Host;

/// <summary>
/// <c>file_descriptors_open</c> and <c>file_descriptors_used_pct</c>: open files of the whole system, and their share of what the kernel
/// allows, from <c>/proc/sys/fs/file-nr</c>.
/// </summary>
internal sealed class FileDescriptorCollector(SystemSource source) : ISystemCollector
{
    private (ulong Open, ulong Most)? _files;

    public string Name => "file descriptors";

    public void Read()
    {
        _files = null;
        var path = source.Proc("sys/fs/file-nr");
        if (source.Files.Read(path) is not { } text)
        {
            return;
        }

        var columns = text.Split(['\t', ' ', '\n'], StringSplitOptions.RemoveEmptyEntries);
        if (columns.Length == 3 && TryParse(columns[0], out var open) && TryParse(columns[1], out var free) && TryParse(columns[2], out var most) && free <= open)
        {
            _files = (open - free, most);
        }
        else
        {
            source.Files.Malformed(path);
        }
    }

    public void Record(long at)
    {
        if (_files is not { } files)
        {
            return;
        }

        source.Series.Set("file_descriptors_open", "", files.Open, at);
        if (files.Most > 0)
        {
            source.Series.Set("file_descriptors_used_pct", "%", Rounding.Hundredths(100.0 * files.Open / files.Most), at);
        }
    }

    private static bool TryParse(string text, out ulong value) => ulong.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out value);
}
