using CsCheck;
using Fleet.Domain.Devices.Filters;
using Fleet.Domain.Metrics;
using Fleet.Protocol.Metrics;
using Fleet.Protocol.Sync;

namespace Fleet.Tests.Shared;

/// <summary>Filters of every kind, and devices that they tell apart: few texts, numbers and times, so that equal ones are met often.</summary>
internal static class DeviceFilterGen
{
    public const long NowMs = 1_790_000_000_000;

    /// <summary>The one of these that is a word of the language can be a key too.</summary>
    private static readonly string[] Keys = ["os", "battery", "serial", "a/b", "not"];

    /// <summary>Texts whose order differs between UTF-16 and code points, wildcards of SQL, versions, prefixes of one another, and the last of all.</summary>
    private static readonly Gen<string> Text = OneOf(
        "", "a", "A", "ab", "abc", "b", "é", "\uE000", "😀", "😀b", "\uD7FF", "\uD7FFz", "\uFFFDx", "\U0010FFFF", "\U0010FFFFa", "a\U0010FFFF", "a%", "a_c", "[a]", "\\", "\"", "'",
        "1.9", "1.10", "1.10-rc1", "v1.10", "true", "1");

    private static readonly Gen<string> Pattern = OneOf("", "*", "?", "a*", "*b", "a?c", "?", "??", "*?*", "1.1*", "\U0010FFFF*", "[a]", "abc", "%", "_*");

    private static readonly Gen<string> Key = OneOf(Keys);

    private static readonly Gen<double> Number = Gen.Int[-3, 3].Select(i => i / 2.0);

    private static readonly Gen<AttributeValue> Value = Gen.OneOf(
        Text.Select(AttributeValue.Of), Number.Select(AttributeValue.Of), Gen.Bool.Select(AttributeValue.Of), Gen.Const(AttributeValue.None));

    private static readonly Gen<long> TimeMs = Gen.Int[0, 5].Select(days => NowMs - (days * 86_400_000L));

    private static readonly Gen<DeviceOperator> Order =
        OneOf(DeviceOperator.Less, DeviceOperator.LessOrEqual, DeviceOperator.Greater, DeviceOperator.GreaterOrEqual);

    private static readonly Gen<DeviceOperator> Equality = OneOf(DeviceOperator.Equal, DeviceOperator.NotEqual);

    private static readonly Gen<DeviceFilter> Condition = Gen.OneOf<DeviceFilter>(
        Gen.Select(OneOf(Enum.GetValues<DeviceField>()), Comparison(Text), (field, c) => (DeviceFilter)new FieldCondition(field, c.Operator, c.Values)),
        Gen.Select(OneOf(Enum.GetValues<DeviceTimeField>()), Gen.OneOf(Order, Equality), Gen.OneOf(TimeMs.Select(FilterTime.At), TimeMs.Select(ms => FilterTime.Ago(NowMs - ms))), (field, comparison, time) =>
            (DeviceFilter)new TimeCondition(field, comparison, time)),
        Latest(Comparison(Text).Select(c => (c.Operator, List(c.Values.Select(AttributeValue.Of))))),
        Latest(Gen.Select(Order, Number, (comparison, n) => (comparison, List([AttributeValue.Of(n)])))),
        Latest(Gen.Select(Equality, Number.Array[1, 3], (comparison, n) => (comparison, List(n.Select(AttributeValue.Of))))),
        Latest(Gen.Select(Equality, Gen.Bool, (comparison, flag) => (comparison, List([AttributeValue.Of(flag)])))));

    public static Gen<DeviceFilter> Filter { get; } = OfDepth(3);

    /// <summary>Of a metric's reports; <see cref="Device"/>s have none.</summary>
    public static Gen<DeviceFilter> Window { get; } = Gen.Select(
        OneOf(Enum.GetValues<WindowFunction>()), Key, Gen.OneOf(Order, Equality), Number, Gen.Long[1, WindowCondition.MaxLengthMs / 1000], (function, key, comparison, value, seconds) =>
            (DeviceFilter)new WindowCondition(function, key, comparison, value, seconds * 1000));

    /// <summary>All keys but one are metrics too.</summary>
    public static IReadOnlyDictionary<string, StoredMetric> Metrics { get; } =
        Keys.Skip(1).Select((key, i) => (key, i + 1)).ToDictionary(metric => metric.key, metric => new StoredMetric(metric.Item2), StringComparer.Ordinal);

    /// <summary>A device but for its serial.</summary>
    public static Gen<DeviceFacts> Device { get; } = Gen.Select(
        Text.Array[5], TimeMs, TimeMs, Gen.Select(Key, Value).Array[0, 4], Gen.Select(Key, Value).Array[0, 4], (texts, first, last, attributes, metrics) =>
        {
            var latest = new LatestValues();
            foreach (var (key, value) in attributes)
            {
                latest.SetAttribute(key, 1, value);
            }

            foreach (var (key, value) in metrics)
            {
                if (Metrics.TryGetValue(key, out var stored) && Metric(value) is { } metric)
                {
                    latest.Set(stored.Id, 1, metric);
                }
            }

            return new DeviceFacts
            {
                Serial = "",
                Nickname = texts[0],
                Cohort = texts[1],
                HardwareVersion = texts[2],
                SoftwareType = texts[3],
                SoftwareVersion = texts[4],
                FirstSeenMs = first,
                LastSeenMs = last,
                LatestValues = latest,
                Metrics = Metrics,
            };
        });

    private static MetricValue? Metric(AttributeValue value) => value switch
    {
        { Text: { } text } => MetricValue.OfText(text),
        { Number: { } number } => MetricValue.Scalar(number),
        { Flag: { } flag } => MetricValue.Flag(flag),
        _ => null,
    };

    private static Gen<DeviceFilter> OfDepth(int depth)
    {
        if (depth == 0)
        {
            return Condition;
        }

        var part = OfDepth(depth - 1);
        return Gen.OneOf<DeviceFilter>(
            Condition,
            part.Array[2, 3].Select(parts => (DeviceFilter)new AllOfFilter(List(parts))),
            part.Array[2, 3].Select(parts => (DeviceFilter)new AnyOfFilter(List(parts))),
            part.Select(other => (DeviceFilter)new NotFilter(other)));
    }

    private static Gen<DeviceFilter> Latest(Gen<(DeviceOperator Operator, FilterList<AttributeValue> Values)> comparison) =>
        Gen.Select(OneOf(Enum.GetValues<LatestSource>()), Key, comparison, (source, key, c) =>
            (DeviceFilter)new LatestCondition(source, key, c.Operator, c.Values));

    private static Gen<(DeviceOperator Operator, FilterList<string> Values)> Comparison(Gen<string> text) => Gen.OneOf(
        Gen.Select(Gen.OneOf(Order, Gen.Const(DeviceOperator.StartsWith)), text, (comparison, value) => (comparison, List([value]))),
        Gen.Select(Gen.OneOf(Pattern, text), value => (DeviceOperator.Like, List([value]))),
        Gen.Select(Equality, text.Array[1, 3], (comparison, values) => (comparison, List(values))));

    private static FilterList<T> List<T>(IEnumerable<T> items) => [.. items];

    public static Gen<T> OneOf<T>(params T[] items) => Gen.Int[0, items.Length - 1].Select(i => items[i]);
}
