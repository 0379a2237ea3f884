using System.Security.Cryptography;
using System.Text;
using Fleet.Symbolication.Tests.Corpus.Building;
using Fleet.Symbolication.Tests.Corpus.Crashing;

namespace Fleet.Symbolication.Tests.Corpus;

/// <summary>
/// The folder of a run, with a folder for each case. It is gone with the run, unless <c>FLEET_CORPUS_DIR</c> names one: then what is there, and was made
/// of the same sources by the same commands, is used again.
/// </summary>
internal sealed class CorpusFolder : IDisposable
{
    private const string KeptVariable = "FLEET_CORPUS_DIR";

    /// <summary>In a case's folder once all is there: of what it was made.</summary>
    private const string StampFile = "made-of";

    private readonly string _path;
    private readonly bool _isKept;
    private readonly Lazy<string> _sources;
    private readonly CrashSession _session;

    public CorpusFolder()
    {
        var kept = Environment.GetEnvironmentVariable(KeptVariable);
        _isKept = !string.IsNullOrEmpty(kept);
        _path = _isKept ? Directory.CreateDirectory(kept!).FullName : Directory.CreateTempSubdirectory("fleet-corpus-").FullName;
        _sources = new Lazy<string>(HashSources);
        _session = new CrashSession(() => CrashHandler.WriteAsync(_path));
    }

    /// <summary>Builds and crashes it.</summary>
    public async Task<CorpusCase> MakeAsync(CorpusProgram program, CorpusVariant variant)
    {
        var folder = Path.Combine(_path, CorpusCase.NameOf(program, variant));
        var build = new CorpusBuild(program, variant, folder);
        var made = $"{_sources.Value}\n{string.Join('\n', build.Commands.Select(command => string.Join(' ', command)))}";
        var stamp = Path.Combine(folder, StampFile);
        if (!File.Exists(stamp) || await File.ReadAllTextAsync(stamp) != made)
        {
            if (Directory.Exists(folder))
            {
                Directory.Delete(folder, recursive: true);
            }

            Directory.CreateDirectory(folder);
            await build.RunAsync();
            await ProgramRun.CrashAsync(_session, variant, folder);
            await File.WriteAllTextAsync(stamp, made);
        }

        return new CorpusCase(program, variant, folder);
    }

    public void Dispose()
    {
        _session.Dispose();
        if (!_isKept)
        {
            Directory.Delete(_path, recursive: true);
        }
    }

    /// <summary>Programs, and the debugger's script.</summary>
    private static string HashSources()
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        foreach (var file in Directory.EnumerateFiles(Path.Combine(CorpusPrograms.Folder, ".."), "*.*", SearchOption.AllDirectories).Order(StringComparer.Ordinal))
        {
            if (!file.EndsWith(".cs", StringComparison.Ordinal))
            {
                hash.AppendData(Encoding.UTF8.GetBytes(file));
                hash.AppendData(File.ReadAllBytes(file));
            }
        }

        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }
}
