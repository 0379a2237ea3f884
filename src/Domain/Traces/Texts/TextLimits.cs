namespace Fleet.Domain.Traces.Texts;

/// <summary>Bounds of stacks in texts, which devices send. What is beyond them is left out; the text itself is stored beside.</summary>
internal static class TextLimits
{
    /// <summary>Lines that are read: the protocol's texts have at most 48 Ki characters.</summary>
    public const int MaxLines = 8_192;

    /// <summary>Characters of a line; the rest of it is not read.</summary>
    public const int MaxLine = 2_048;

    /// <summary>Frames, the innermost: more are recursion.</summary>
    public const int MaxFrames = 256;

    /// <summary>Exceptions that caused each other.</summary>
    public const int MaxCauses = 16;

    /// <summary>Characters of an exception's type. Real ones have fewer than a hundred; it is part of the crash class.</summary>
    public const int MaxType = 255;

    /// <summary>Characters of a message that are kept.</summary>
    public const int MaxMessage = 1_024;
}
