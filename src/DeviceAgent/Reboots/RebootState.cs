namespace Fleet.DeviceAgent.Reboots;

/// <summary>What was told of reboots, so that each is told once.</summary>
/// <param name="BootId">The last boot of which a record was handed over, or the first that this agent saw.</param>
/// <param name="Panic">Stamp of the last panic dump that was seen; empty without one.</param>
/// <param name="ReasonFile">Stamp of the last reason file that was seen; empty without one.</param>
internal sealed record RebootState(Guid BootId, string Panic, string ReasonFile)
{
    private const string None = "-";

    public string Text => $"{BootId} {(Panic.Length > 0 ? Panic : None)} {(ReasonFile.Length > 0 ? ReasonFile : None)}\n";

    public static RebootState? Parse(string text)
    {
        var words = text.Split(' ', StringSplitOptions.TrimEntries);
        return words.Length == 3 && Guid.TryParse(words[0], out var boot)
            ? new RebootState(boot, words[1] == None ? "" : words[1], words[2] == None ? "" : words[2])
            : null;
    }
}
