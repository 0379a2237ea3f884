namespace Fleet.DeviceAgent.Commands.Verbs;

/// <summary>The words behind a command, and its options: <c>--name value</c>, <c>--name=value</c>, or <c>--name</c> alone for those that stand for themselves.</summary>
internal sealed class VerbArguments
{
    private static readonly string[] Flags = ["fatal", "charging", "discharging", "full", "not-charging"];

    /// <summary>Null where a value would have to follow and none does.</summary>
    private readonly Dictionary<string, string?> _options = new(StringComparer.Ordinal);
    private readonly HashSet<string> _asked = [];

    public VerbArguments(IReadOnlyList<string> arguments)
    {
        var words = new List<string>();
        for (var i = 0; i < arguments.Count; i++)
        {
            var argument = arguments[i];
            if (!argument.StartsWith("--", StringComparison.Ordinal) || argument == "--")
            {
                words.Add(argument);
                continue;
            }

            var equals = argument.IndexOf('=');
            var name = equals < 0 ? argument[2..] : argument[2..equals];
            var value = equals >= 0 ? argument[(equals + 1)..]
                : Flags.Contains(name) ? "true"
                : ++i < arguments.Count ? arguments[i]
                : null;
            if (!_options.TryAdd(name, value))
            {
                throw new UsageException($"--{name} is there twice");
            }
        }

        Words = words;
    }

    public IReadOnlyList<string> Words { get; }

    public string? Option(string name)
    {
        _asked.Add(name);
        return !_options.TryGetValue(name, out var value) ? null
            : value ?? throw new UsageException($"--{name}: a value is missing");
    }

    public bool Flag(string name) => Option(name) == "true";

    /// <summary>To be called when all were asked for.</summary>
    public void ExpectNoOther(int atLeast, int atMost)
    {
        if (_options.Keys.FirstOrDefault(name => !_asked.Contains(name)) is { } unknown)
        {
            throw new UsageException($"there is no option --{unknown} here");
        }

        if (Words.Count < atLeast || Words.Count > atMost)
        {
            throw new UsageException(Words.Count < atLeast ? "an argument is missing" : $"'{Words[atMost]}' is one argument too many");
        }
    }
}
