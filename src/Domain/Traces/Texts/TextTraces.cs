namespace Fleet.Domain.Traces.Texts;

/// <summary>Stacks in texts, of any language that is known. Total: a text that is none has no frames.</summary>
public static class TextTraces
{
    /// <param name="language">As devices name it: <c>python</c>, <c>dotnet</c>, <c>csharp</c>, <c>node</c>, <c>javascript</c>, <c>java</c>, <c>kotlin</c>, <c>kernel</c>; upper or lower case.</param>
    public static TraceLanguage LanguageOf(string language)
    {
        ArgumentNullException.ThrowIfNull(language);
        return language.ToLowerInvariant() switch
        {
            "python" or "python3" or "micropython" => TraceLanguage.Python,
            "dotnet" or ".net" or "csharp" or "c#" or "fsharp" => TraceLanguage.DotNet,
            "node" or "nodejs" or "node.js" or "javascript" or "typescript" or "js" => TraceLanguage.Node,
            "java" or "kotlin" or "jvm" or "scala" => TraceLanguage.Java,
            "kernel" or "linux" => TraceLanguage.Kernel,
            _ => TraceLanguage.Other,
        };
    }

    public static TextStack Read(TraceLanguage language, string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        return language switch
        {
            TraceLanguage.Python => PythonTraceback.Read(text),
            TraceLanguage.DotNet => DotNetStack.Read(text),
            TraceLanguage.Node => NodeStack.Read(text),
            TraceLanguage.Java => JavaStack.Read(text),
            TraceLanguage.Kernel => KernelLog.Read(text),
            _ => TextStack.Empty,
        };
    }
}
