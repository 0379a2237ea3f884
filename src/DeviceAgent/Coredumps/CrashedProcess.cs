using System.Globalization;
using System.Text;
using Fleet.Protocol;

namespace Fleet.DeviceAgent.Coredumps;

/// <summary>What <c>/proc</c> says of a process that has crashed and is not gone yet. Everything may be missing.</summary>
internal sealed class CrashedProcess : IDisposable
{
    private const string Deleted = " (deleted)";

    private readonly string _folder;
    private readonly ProcessMemory? _memory;

    public CrashedProcess(string proc, CoreArguments arguments)
    {
        _folder = string.Create(CultureInfo.InvariantCulture, $"{proc}/{arguments.Pid}");

        // The first thread may have ended before the others, and has no memory then.
        _memory = ProcessMemory.Open(string.Create(CultureInfo.InvariantCulture, $"{_folder}/task/{arguments.ThreadId}")) ?? ProcessMemory.Open(_folder);
        Program = ReadName($"{_folder}/comm");
        CrashedThread = ReadName(string.Create(CultureInfo.InvariantCulture, $"{_folder}/task/{arguments.ThreadId}/comm"));
        Executable = ReadExecutable() ?? arguments.Executable;
    }

    /// <summary>Empty when not known.</summary>
    public string Program { get; }

    /// <summary>Name of the thread that crashed; empty when not known.</summary>
    public string CrashedThread { get; }

    /// <summary>Empty when not known.</summary>
    public string Executable { get; }

    public IProcessMemory Memory => _memory ?? (IProcessMemory)NoMemory.Instance;

    public bool HasMemory => _memory is not null;

    /// <summary>Names of its threads by their ids in the process's own namespace, which are those of the core.</summary>
    public Dictionary<int, string> ReadThreadNames()
    {
        var names = new Dictionary<int, string>();
        try
        {
            foreach (var thread in Directory.EnumerateDirectories($"{_folder}/task").Take(CoreNotes.MaxThreads))
            {
                if (ReadName($"{thread}/comm") is { Length: > 0 } name && ReadInnerId($"{thread}/status") is { } id)
                {
                    names[id] = name;
                }
            }
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // It is gone.
        }

        return names;
    }

    public void Dispose() => _memory?.Dispose();

    private static int? ReadInnerId(string path)
    {
        try
        {
            var line = File.ReadLines(path).FirstOrDefault(line => line.StartsWith("NSpid:", StringComparison.Ordinal));
            return line is not null && int.TryParse(line.AsSpan(line.LastIndexOf('\t') + 1), NumberStyles.None, CultureInfo.InvariantCulture, out var id) ? id : null;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    private static string ReadName(string path)
    {
        try
        {
            return PlainText.Of(Encoding.UTF8.GetString(File.ReadAllBytes(path)), ProtocolLimits.MaxNameLength);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return "";
        }
    }

    private string? ReadExecutable()
    {
        try
        {
            var path = new FileInfo($"{_folder}/exe").LinkTarget;
            return path is null ? null
                : PlainText.Of(path.EndsWith(Deleted, StringComparison.Ordinal) ? path[..^Deleted.Length] : path, ProtocolLimits.MaxPathLength);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }
}
