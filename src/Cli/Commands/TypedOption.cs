using System.CommandLine;

namespace Fleet.Cli.Commands;

/// <summary>Options of the kinds that the command line itself does not know.</summary>
internal static class TypedOption
{
    public static Option<TimeSpan?> Duration(string name, string description) => new(name)
    {
        Description = description,
        HelpName = "duration",
        CustomParser = result =>
        {
            if (TimeText.TryParseDuration(result.Tokens[0].Value, out var duration))
            {
                return duration;
            }

            result.AddError($"{name}: '{result.Tokens[0].Value}' is not a duration, e.g. 90s, 15m, 24h, 7d");
            return null;
        },
    };

    public static Option<DateTimeOffset?> Time(string name, string description) => new(name)
    {
        Description = description,
        HelpName = "time",
        CustomParser = result =>
        {
            if (TimeText.TryParseTime(result.Tokens[0].Value, out var time))
            {
                return time;
            }

            result.AddError($"{name}: '{result.Tokens[0].Value}' is not a time, e.g. 2026-03-01 or 2026-03-01T14:30:00Z");
            return null;
        },
    };

    public static Option<double[]> Quantiles(string name, string description) => new(name)
    {
        Description = description,
        HelpName = "q,q,...",
        CustomParser = result =>
        {
            var quantiles = new List<double>();
            foreach (var part in result.Tokens[0].Value.Split(',', StringSplitOptions.TrimEntries))
            {
                if (!double.TryParse(part, out var quantile) || quantile is not (>= 0 and <= 1))
                {
                    result.AddError($"{name}: '{part}' is not a quantile; each is a fraction from 0 to 1, e.g. 0.5,0.95");
                    return [];
                }

                quantiles.Add(quantile);
            }

            return [.. quantiles];
        },
    };

    public static Option<T> AtLeast<T>(string name, string helpName, T least, T initial, string description)
        where T : struct, IComparable<T>
    {
        var option = new Option<T>(name) { Description = description, HelpName = helpName, DefaultValueFactory = _ => initial };
        option.Validators.Add(result =>
        {
            if (result.Errors.Any() || result.Tokens.Count == 0)
            {
                return;
            }

            if (result.GetValueOrDefault<T>().CompareTo(least) < 0)
            {
                result.AddError($"{name}: at least {least}");
            }
        });
        return option;
    }
}
