namespace Fleet.Cli.Devices.Csv;

/// <summary>What is wrong in a file, and where.</summary>
/// <param name="Line">From 1.</param>
/// <param name="Column">From 1; 0 for the whole line.</param>
/// <param name="Name">Of the column; empty for the whole line.</param>
/// <param name="Problem">What is wrong there.</param>
internal sealed record CsvError(long Line, int Column, string Name, string Problem)
{
    public override string ToString() => Column == 0 ? $"line {Line}: {Problem}" : $"line {Line}, column {Column} ({Name}): {Problem}";
}
