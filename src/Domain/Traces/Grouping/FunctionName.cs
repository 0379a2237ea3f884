namespace Fleet.Domain.Traces.Grouping;

/// <summary>A function's name as signatures have it, by language.</summary>
internal static class FunctionName
{
    /// <returns>Empty when the frame has no symbols.</returns>
    public static string Canonical(TraceLanguage language, TraceFrame frame) => language switch
    {
        _ when frame.Function.Length == 0 => "",
        TraceLanguage.Native => NativeName.Canonical(frame.Function),
        TraceLanguage.Kernel => NameSuffixes.Without(frame.Function),
        TraceLanguage.Python or TraceLanguage.Node => InFile(frame),

        // Readers of texts have taken apart what the compilers made.
        _ => frame.Function,
    };

    /// <summary>Functions of these languages are called alike in many files: <c>sensors.read</c>, without the folder, which is another on each device.</summary>
    private static string InFile(TraceFrame frame)
    {
        var file = frame.File.Replace('\\', '/').TrimEnd('/');
        var slash = file.LastIndexOf('/');
        var name = file[(slash + 1)..];
        if (name is "__init__.py" or "__main__.py" or "index.js" or "index.ts" or "index.mjs" && slash > 0)
        {
            var folder = file[..slash];
            name = folder[(folder.LastIndexOf('/') + 1)..];
        }

        var dot = name.LastIndexOf('.');
        return name.Length == 0 ? frame.Function : $"{(dot > 0 ? name[..dot] : name)}.{frame.Function}";
    }
}
