namespace Fleet.DeviceAgent.Coredumps;

/// <summary>Names that a stranger chose, in the form in which a server takes them.</summary>
internal static class PlainText
{
    /// <summary>Without control characters and halves of pairs, cut to <paramref name="most"/> characters.</summary>
    public static string Of(string text, int most)
    {
        var clean = string.Concat(text.Where(c => !char.IsControl(c) && !char.IsSurrogate(c)));
        return clean.Length <= most ? clean : clean[..most];
    }
}
