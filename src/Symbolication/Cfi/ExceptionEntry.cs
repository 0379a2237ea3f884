namespace Fleet.Symbolication.Cfi;

/// <summary>What <c>.ARM.exidx</c> says of a function.</summary>
/// <param name="Count">Of opcodes.</param>
/// <param name="IsRefused">It cannot be unwound: the outermost, or a function that was compiled without tables.</param>
internal readonly record struct ExceptionEntry(int Count, bool IsRefused)
{
    /// <summary>The most that an entry can have: 3, and 255 words.</summary>
    public const int MaxOpcodes = 3 + (255 * 4);

    public static readonly ExceptionEntry None = new(-1, false);
    public static readonly ExceptionEntry CannotUnwind = new(0, true);

    public bool IsThere => Count >= 0;
}
