namespace Fleet.Domain.Devices;

/// <summary>
/// Reads the filters that people and programs write: <c>cohort = default and serial ^= "SN-"</c>. Recursive descent, one method for each
/// rule of the grammar in docs/design/device-filter.md.
/// </summary>
public ref struct DeviceFilterParser
{
    /// <summary>Characters of a filter: more than anyone writes, little enough to parse for everyone.</summary>
    public const int MaxLength = 4096;

    /// <summary>Conditions of a filter.</summary>
    public const int MaxConditions = 32;

    private static readonly Dictionary<string, DeviceField> Fields = new(StringComparer.OrdinalIgnoreCase)
    {
        ["serial"] = DeviceField.Serial,
        ["nickname"] = DeviceField.Nickname,
        ["cohort"] = DeviceField.Cohort,
        ["hardware_version"] = DeviceField.HardwareVersion,
        ["software_type"] = DeviceField.SoftwareType,
        ["software_version"] = DeviceField.SoftwareVersion,
    };

    private static readonly Dictionary<string, DeviceOperator> Operators = new(StringComparer.Ordinal)
    {
        ["="] = DeviceOperator.Equal,
        ["!="] = DeviceOperator.NotEqual,
        ["^="] = DeviceOperator.StartsWith,
    };

    private FilterLexer _lexer;
    private FilterToken _next;

    private DeviceFilterParser(string text)
    {
        _lexer = new FilterLexer(text);
        _next = _lexer.Next();
    }

    /// <summary>An empty text is <see cref="DeviceFilter.Any"/>.</summary>
    /// <exception cref="DeviceFilterException">The text is not a filter; the message names the column.</exception>
    public static DeviceFilter Parse(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        if (text.Length > MaxLength)
        {
            throw new DeviceFilterException(MaxLength + 1, $"the filter is longer than {MaxLength} characters");
        }

        return new DeviceFilterParser(text).ParseFilter();
    }

    // filter = [ conjunction ] end
    private DeviceFilter ParseFilter()
    {
        if (_next.Kind == FilterTokenKind.End)
        {
            return DeviceFilter.Any;
        }

        var conditions = ParseConjunction();
        return _next.Kind == FilterTokenKind.End
            ? new DeviceFilter(conditions)
            : throw Unexpected("'and' or the end");
    }

    // conjunction = condition { "and" condition }
    private List<DeviceCondition> ParseConjunction()
    {
        var conditions = new List<DeviceCondition> { ParseCondition() };
        while (_next.Kind == FilterTokenKind.Word && _next.Text.Equals("and", StringComparison.OrdinalIgnoreCase))
        {
            if (conditions.Count == MaxConditions)
            {
                throw new DeviceFilterException(_next.Column, $"a filter has at most {MaxConditions} conditions");
            }

            Take();
            conditions.Add(ParseCondition());
        }

        return conditions;
    }

    // condition = field operator value
    private DeviceCondition ParseCondition()
    {
        var field = ParseField();
        var comparison = ParseOperator();
        return new DeviceCondition(field, comparison, ParseValue());
    }

    private DeviceField ParseField()
    {
        if (_next.Kind != FilterTokenKind.Word)
        {
            throw Unexpected($"a field ({string.Join(", ", Fields.Keys)})");
        }

        return Fields.TryGetValue(_next.Text, out var field)
            ? TakeFor(field)
            : throw new DeviceFilterException(_next.Column, $"there is no field {_next}; fields are {string.Join(", ", Fields.Keys)}");
    }

    private DeviceOperator ParseOperator() =>
        _next.Kind == FilterTokenKind.Operator && Operators.TryGetValue(_next.Text, out var comparison)
            ? TakeFor(comparison)
            : throw Unexpected($"an operator ({string.Join(", ", Operators.Keys)})");

    // value = word | string
    private string ParseValue() =>
        _next.Kind is FilterTokenKind.Word or FilterTokenKind.String
            ? Take().Text
            : throw Unexpected("a value");

    private FilterToken Take()
    {
        var token = _next;
        _next = _lexer.Next();
        return token;
    }

    private T TakeFor<T>(T value)
    {
        Take();
        return value;
    }

    private readonly DeviceFilterException Unexpected(string expected) => new(_next.Column, $"expected {expected}, found {_next}");
}
