namespace Fleet.Cli.Output;

internal readonly record struct TableColumn(string Name, bool RightAligned);
