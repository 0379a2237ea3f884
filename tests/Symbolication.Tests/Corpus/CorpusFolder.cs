using System.Security.Cryptography;
using Fleet.Symbolication.Tests.Corpus.Building;
using Fleet.Symbolication.Tests.Corpus.Crashing;
using Fleet.Symbolication.Tests.Corpus.Oracle;

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
    private readonly CrashSession _session;

    public CorpusFolder()
    {
        var kept = Environment.GetEnvironmentVariable(KeptVariable);
        _isKept = !string.IsNullOrEmpty(kept);
        _path = _isKept ? Directory.CreateDirectory(kept!).FullName : Directory.CreateTempSubdirectory("fleet-corpus-").FullName;
        _session = new CrashSession(() => CrashHandler.WriteAsync(_path));
    }

    /// <summary>Builds and crashes it.</summary>
    public async Task<CorpusCase> MakeAsync(CorpusProgram program, CorpusVariant variant)
    {
        var folder = Path.Combine(_path, CorpusCase.NameOf(program, variant));
        var build = new CorpusBuild(program, variant, folder);
        var made = $"{HashSources(program)}\n{string.Join('\n', build.Commands.Select(command => string.Join(' ', command)))}";
        var stamp = Path.Combine(folder, StampFile);
        if (!File.Exists(stamp) || await File.ReadAllTextAsync(stamp) != made)
        {
            if (Directory.Exists(folder))
            {
                Directory.Delete(folder, recursive: true);
            }

            Directory.CreateDirectory(folder);
            await build.RunAsync();
            await ProgramRun.CrashAsync(_session, program, variant, folder);
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

    /// <summary>Of its sources, all headers and the debugger's script.</summary>
    private static string HashSources(CorpusProgram program)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        string[] sources = program.Library.Length > 0 ? [program.Source, program.LibrarySource] : [program.Source];
        foreach (var file in (string[])[.. sources, .. Directory.GetFiles(CorpusPrograms.Folder, "*.h").Order(StringComparer.Ordinal), GdbOracle.Script])
        {
            hash.AppendData(File.ReadAllBytes(file));
        }

        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }
}
