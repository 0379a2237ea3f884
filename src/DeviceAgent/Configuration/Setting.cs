namespace Fleet.DeviceAgent.Configuration;

/// <summary>One setting, as the file and the command line know it.</summary>
/// <param name="key">In the file: <c>section.name</c>.</param>
/// <param name="option">On the command line; null when it is not worth one.</param>
/// <param name="placeholder">Of its value, for the help.</param>
/// <param name="help">What it does, and its default.</param>
/// <param name="apply">Puts a value into a draft; returns what is wrong with it, or null.</param>
/// <param name="isList">Whether it takes several values.</param>
internal sealed class Setting(
    string key,
    string? option,
    string placeholder,
    string help,
    Func<ConfigurationDraft, IReadOnlyList<string>, string?> apply,
    bool isList = false)
{
    public string Key => key;

    public string? Option => option;

    public string Placeholder => placeholder;

    public string Help => help;

    public Func<ConfigurationDraft, IReadOnlyList<string>, string?> Apply => apply;

    public bool IsList => isList;

    public static Setting One(string key, string? option, string placeholder, string help, Func<ConfigurationDraft, string, string?> apply) =>
        new(key, option, placeholder, help, (draft, values) => values.Count == 1 ? apply(draft, values[0]) : "one value expected, not a list");

    public static Setting List(string key, string placeholder, string help, Func<ConfigurationDraft, IReadOnlyList<string>, string?> apply) =>
        new(key, null, placeholder, help, apply, isList: true);
}
