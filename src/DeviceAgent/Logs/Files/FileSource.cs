using Fleet.DeviceAgent.Diagnostics;
using Fleet.DeviceAgent.Logs.Store;

namespace Fleet.DeviceAgent.Logs.Files;

/// <summary>
/// Follows files by name patterns through both ways of rotation: the file is renamed and another made in its place, or it is copied and emptied. A file is known by
/// its inode and its beginning, so that a restart, or a pattern that also matches the rotated name, repeats nothing.
/// </summary>
/// <remarks>
/// Files that are there when their pattern is new are read from their end on; later ones from their beginning. What is emptied before it was read is lost, and cannot
/// be counted: use rotation by renaming where that matters.
/// </remarks>
internal sealed class FileSource(IReadOnlyList<string> patterns, LogIntake intake, LogStore store, AgentCounters counters, AgentLog log, TimeProvider time) : IDisposable
{
    public const int MaxFiles = 64;

    private const string PatternPrefix = "pattern:";
    private const string Seen = "seen";

    /// <summary>A program may write to the file that was renamed until it is told to open it anew.</summary>
    private static readonly TimeSpan Grace = TimeSpan.FromSeconds(30);

    private static readonly TimeSpan PollInterval = TimeSpan.FromSeconds(1);

    private const long MaxBytesPerPoll = 4 * 1024 * 1024;

    private readonly byte[] _buffer = new byte[2 * FollowedFile.MaxLineBytes];
    private readonly Dictionary<string, FollowedFile> _followed = new(StringComparer.Ordinal);
    private readonly List<FollowedFile> _leaving = [];
    private readonly HashSet<string> _refused = new(StringComparer.Ordinal);
    private bool _isFirst = true;
    private long _found;

    public async Task RunAsync(CancellationToken stop)
    {
        while (!stop.IsCancellationRequested)
        {
            try
            {
                Poll();
            }
            catch (IOException e)
            {
                counters.Add(AgentCounter.LogFailures);
                log.Warn("logs", $"logs.files: {e.Message}");
            }

            await Task.Delay(PollInterval, time, stop).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    /// <summary>Looks for new files, and takes the lines that are new in all.</summary>
    /// <exception cref="IOException">A file cannot be read.</exception>
    public void Poll()
    {
        var now = time.GetTimestamp();
        if (_isFirst)
        {
            FindRotated(now);
        }

        foreach (var pattern in patterns)
        {
            var isNew = store.PositionOf(PatternPrefix + pattern) is null;
            foreach (var path in GlobPattern.Expand(pattern))
            {
                Look(path, fromEnd: isNew, now);
            }

            if (isNew)
            {
                intake.Take([], new SourcePosition(PatternPrefix + pattern, Seen));
            }
        }

        _isFirst = false;
        foreach (var (path, file) in _followed.Where(pair => !File.Exists(pair.Key)).ToList())
        {
            _followed.Remove(path);
            _leaving.Add(file);
        }

        ReadAll(now);
    }

    public void Dispose()
    {
        foreach (var file in _followed.Values.Concat(_leaving))
        {
            file.Dispose();
        }
    }

    private void Look(string path, bool fromEnd, long now)
    {
        if (FileIdentity.Of(path) is not { } identity)
        {
            return;
        }

        if (_followed.TryGetValue(path, out var followed))
        {
            if (followed.Inode == identity.Inode)
            {
                return;
            }

            _followed.Remove(path);
            _leaving.Add(followed);
        }

        // The file of another name: renamed, perhaps in a moment.
        if (_leaving.Find(file => file.Inode == identity.Inode) is { } renamed)
        {
            _leaving.Remove(renamed);
            renamed.RenameTo(path);
            _followed[path] = renamed;
            return;
        }

        if (_followed.Values.FirstOrDefault(file => file.Inode == identity.Inode) is { } elsewhere)
        {
            if (FileIdentity.Of(elsewhere.Path)?.Inode != identity.Inode)
            {
                _followed.Remove(elsewhere.Path);
                elsewhere.RenameTo(path);
                _followed[path] = elsewhere;
            }

            return;
        }

        Open(path, identity, fromEnd, now);
    }

    private void Open(string path, FileIdentity identity, bool fromEnd, long now)
    {
        if (_followed.Count + _leaving.Count >= MaxFiles)
        {
            if (_refused.Count < MaxFiles && _refused.Add(path))
            {
                counters.Add(AgentCounter.LogFilesOverLimit);
                log.Warn("logs", $"logs.files: {path} is not followed: {MaxFiles} files are");
            }

            return;
        }

        var source = FilePosition.SourceOf(identity.Inode);
        if (FollowedFile.Open(path, FilePosition.Parse(source, store.PositionOf(source)), fromEnd, intake, now) is { } file)
        {
            file.Sequence = ++_found;
            _followed[path] = file;
            file.Record();
        }
    }

    /// <summary>Files that were renamed while nobody looked have lines that were not read: they are in the same folder, mostly.</summary>
    private void FindRotated(long now)
    {
        foreach (var source in store.SourcesOf(FilePosition.SourcePrefix))
        {
            if (FilePosition.Parse(source, store.PositionOf(source)) is not { } known || FileIdentity.Of(known.Path)?.Inode == known.Inode)
            {
                continue;
            }

            var folder = Path.GetDirectoryName(known.Path)!;
            var path = GlobPattern.Expand(Path.Combine(folder, "*")).FirstOrDefault(candidate => FileIdentity.Of(candidate)?.Inode == known.Inode);
            if (path is not null && FollowedFile.Open(path, known, fromEnd: false, intake, now) is { } file)
            {
                file.Sequence = ++_found;
                _leaving.Add(file);
            }
            else
            {
                intake.Take([], new SourcePosition(source, ""));
            }
        }
    }

    private void ReadAll(long now)
    {
        // In the order in which they were found: what was renamed has older lines than what took its place.
        foreach (var file in _followed.Values.Concat(_leaving).OrderBy(file => file.Sequence).ToList())
        {
            var isOver = _leaving.Contains(file) && time.GetElapsedTime(file.LastRead, now) >= Grace;
            file.Read(_buffer, MaxBytesPerPoll, isOver, now);
            if (isOver)
            {
                _leaving.Remove(file);
                file.Dispose();
                intake.Take([], new SourcePosition(file.Source, ""));
            }
        }
    }
}
