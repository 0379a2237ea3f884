namespace Fleet.Symbolication.Tests.Corpus;

internal enum Language
{
    C,
    Cpp,
    Rust,
}

internal static class LanguageFacts
{
    extension(Language language)
    {
        public string SourceEnding => language switch { Language.C => ".c", Language.Cpp => ".cpp", _ => ".rs" };
    }
}
