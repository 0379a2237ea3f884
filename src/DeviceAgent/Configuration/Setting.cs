namespace Fleet.DeviceAgent.Configuration;

/// <summary>One setting, as the file and the command line know it.</summary>
/// <param name="Key">In the file: <c>section.name</c>.</param>
/// <param name="Option">On the command line; null when it is not worth one.</param>
/// <param name="Placeholder">Of its value, for the help.</param>
/// <param name="Help">What it does, and its default.</param>
/// <param name="Apply">Puts a value into a draft; returns what is wrong with it, or null.</param>
/// <param name="IsList">Whether it takes several values.</param>
internal sealed record Setting(
    string Key,
    string? Option,
    string Placeholder,
    string Help,
    Func<ConfigurationDraft, IReadOnlyList<string>, string?> Apply,
    bool IsList = false)
{
    public static Setting One(string key, string? option, string placeholder, string help, Func<ConfigurationDraft, string, string?> apply) =>
        new(key, option, placeholder, help, (draft, values) => values.Count == 1 ? apply(draft, values[0]) : "one value expected, not a list");

    public static Setting List(string key, string placeholder, string help, Func<ConfigurationDraft, IReadOnlyList<string>, string?> apply) =>
        new(key, null, placeholder, help, apply, IsList: true);
}
