using System.Text.Json.Nodes;
using Fleet.Api.V1;
using Fleet.Cli.Commands;
using Fleet.Cli.Output;

namespace Fleet.Cli.Devices.Csv;

/// <summary>What became of a file, for people and programs.</summary>
internal sealed record ImportReport(DeviceImport Import, bool IsApplied, bool IsDryRun)
{
    public void Print(ApiContext context)
    {
        if (context.Parsed.GetValue(FleetCommand.Json))
        {
            context.Environment.Out.WriteLine(ToJson());
            return;
        }

        if (IsDryRun)
        {
            Lines().Write(context.Environment.Out, context.Environment.Colour);
        }
        else
        {
            Import.Errors.ForEach(error => context.Environment.Error.WriteLine(Table.Printable(error.ToString())));
        }

        var verb = IsApplied ? "" : IsDryRun ? "would be " : "not applied: ";
        context.Environment.Out.WriteLine(
            $"{verb}{Count(ImportOutcome.Created)} created, {Count(ImportOutcome.Changed)} changed, {Count(ImportOutcome.Unchanged)} unchanged, {Import.Errors.Count} {(Import.Errors.Count == 1 ? "error" : "errors")}");
    }

    private Table Lines()
    {
        var table = new Table(">LINE", "SERIAL", "BECOMES", "ERROR");
        var all = Import.Results.Select(r => (r.Line.Line, Column: 0, r.Line.Device.Serial, Outcome: Text(r.Outcome), Error: ""))
            .Concat(Import.Errors.Select(e => (e.Line, e.Column, Serial: "", Outcome: "error", Error: e.ToString())));
        foreach (var (line, _, serial, outcome, error) in all.OrderBy(l => l.Line).ThenBy(l => l.Column))
        {
            table.Add($"{line}", serial, outcome, error);
        }

        return table;
    }

    private string ToJson() => new JsonObject
    {
        ["applied"] = IsApplied,
        ["created"] = Count(ImportOutcome.Created),
        ["changed"] = Count(ImportOutcome.Changed),
        ["unchanged"] = Count(ImportOutcome.Unchanged),
        ["lines"] = new JsonArray([.. Import.Results.Select(r => new JsonObject { ["line"] = r.Line.Line, ["serial"] = r.Line.Device.Serial, ["outcome"] = Text(r.Outcome) })]),
        ["errors"] = new JsonArray([.. Import.Errors.Select(e => new JsonObject { ["line"] = e.Line, ["column"] = e.Column, ["name"] = e.Name, ["problem"] = e.Problem })]),
    }.ToJsonString();

    private int Count(ImportOutcome outcome) => Import.Results.Count(r => r.Outcome == outcome);

    private static string Text(ImportOutcome outcome) => outcome.ToString().ToLowerInvariant();
}
