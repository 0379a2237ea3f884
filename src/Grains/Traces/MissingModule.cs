using Fleet.Domain.Traces;

namespace Fleet.Grains.Traces;

/// <summary>A file whose symbols would make a stack better.</summary>
/// <param name="BuildId">Lower-case hexadecimal.</param>
/// <param name="Name">Of the module; empty when not known.</param>
public readonly record struct MissingModule(string BuildId, string Name)
{
    /// <summary>Those of a trace, with the names that its frames have for them.</summary>
    public static IReadOnlyList<MissingModule> Of(Trace trace)
    {
        ArgumentNullException.ThrowIfNull(trace);
        var names = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var frame in trace.Threads.SelectMany(t => t.Frames).Where(f => f.BuildId.Length > 0))
        {
            names.TryAdd(frame.BuildId, frame.Module);
        }

        return [.. trace.MissingBuildIds.Distinct(StringComparer.Ordinal).Select(id => new MissingModule(id, names.GetValueOrDefault(id, "")))];
    }
}
