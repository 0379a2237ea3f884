using System.Text.Json;
using Fleet.Domain.Traces;
using Fleet.Symbolication;
using Fleet.Symbolication.Core;
using Fleet.Symbolication.Tests.Corpus.Agreement;
using Fleet.Symbolication.Tests.Corpus.Oracle;

namespace Fleet.CoreFrames;

/// <summary>A trace beside what gdb says of the same core (<c>oracle.py</c> of the tests).</summary>
internal static class Agreement
{
    /// <summary>Addresses that are the same and all of them, functions with lines that are the same and all of them; differences on the standard error.</summary>
    public static string Describe(string answerPath, string corePath, Trace trace)
    {
        var answer = JsonSerializer.Deserialize(File.ReadLines(answerPath).First(), OracleJson.Default.OracleAnswer)!;
        using var source = ByteSource.Map(corePath);
        using var core = CoreDump.Open(source, corePath);
        var starts = core.Modules.GroupBy(module => module.BuildId, StringComparer.Ordinal).ToDictionary(group => group.Key, group => group.First().Start, StringComparer.Ordinal);
        var comparison = new FrameComparison(Path.GetFileName(corePath));
        foreach (var thread in answer.Threads)
        {
            var ours = trace.Threads.First(one => one.Id == thread.Id).Frames.Select(frame => new OracleFrame(
                starts.GetValueOrDefault(frame.BuildId) + frame.Offset, frame.Function, frame.File, frame.Line, frame.IsInlined));
            comparison.Add(thread.Id, thread.Frames, [.. ours], isCut: !thread.IsWhole);
        }

        comparison.Differences.ForEach(Console.Error.WriteLine);
        return $"{comparison.SameAddresses} {comparison.Addresses} {comparison.SameSources} {comparison.Sources}";
    }
}
