namespace Fleet.Domain.Devices.Filters;

/// <param name="Kind">What it is.</param>
/// <param name="Text">A word or operator as written; a string without quotes and escapes.</param>
/// <param name="Column">Of its first character, from 1.</param>
internal readonly record struct FilterToken(FilterTokenKind Kind, string Text, int Column)
{
    /// <summary>As an error message names it.</summary>
    public override string ToString() => Kind switch
    {
        FilterTokenKind.End => "the end",
        FilterTokenKind.String => $"\"{Text}\"",
        _ => $"'{Text}'",
    };
}
