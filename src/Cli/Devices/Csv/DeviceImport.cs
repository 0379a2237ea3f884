using Fleet.Api.V1;
using Fleet.Cli.Commands;

namespace Fleet.Cli.Devices.Csv;

/// <summary>Sends the lines of a file to the server, in pieces that it takes.</summary>
internal sealed class DeviceImport(ApiContext context, DeviceFile file)
{
    /// <summary>Devices that the server takes at a time.</summary>
    private const int PieceSize = 500;

    /// <summary>What is wrong, by line: what the file says and what the server says.</summary>
    public List<CsvError> Errors { get; } = [.. file.Errors];

    /// <summary>What would become, or became, of the lines that are right.</summary>
    public List<(DeviceLine Line, ImportOutcome Outcome)> Results { get; } = [];

    /// <summary>Asks what would become of each line; changes nothing.</summary>
    public Task PreviewAsync() => RunAsync(file.Lines, isDryRun: true);

    /// <summary>Does it for the lines of which nothing was wrong.</summary>
    public async Task ApplyAsync()
    {
        DeviceLine[] good = [.. Results.Select(r => r.Line)];
        Results.Clear();
        await RunAsync(good, isDryRun: false);
    }

    private async Task RunAsync(IReadOnlyList<DeviceLine> lines, bool isDryRun)
    {
        foreach (var piece in lines.Chunk(PieceSize))
        {
            var request = new ImportDevicesRequest { Project = context.Project, DryRun = isDryRun, Devices = { piece.Select(l => l.Device) } };
            var answer = await context.Api.Management.ImportDevicesAsync(request, cancellationToken: context.Cancellation);
            foreach (var (line, result) in piece.Zip(answer.Results))
            {
                if (result.Outcome == ImportOutcome.Refused)
                {
                    var column = file.Columns!.Find(result.Error);
                    Errors.Add(column == 0
                        ? new CsvError(line.Line, 0, "", result.Error)
                        : new CsvError(line.Line, column, file.Columns[column - 1], result.Error[(result.Error.IndexOf(": ", StringComparison.Ordinal) + 2)..]));
                }
                else
                {
                    Results.Add((line, result.Outcome));
                }
            }
        }

        Errors.Sort((a, b) => (a.Line, a.Column).CompareTo((b.Line, b.Column)));
    }
}
