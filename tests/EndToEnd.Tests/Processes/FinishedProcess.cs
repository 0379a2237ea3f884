namespace Fleet.EndToEnd.Tests.Processes;

/// <summary>What a program left behind.</summary>
internal sealed record FinishedProcess(int ExitCode, string Output, string Errors)
{
    public string ExpectSuccess(string what) =>
        ExitCode == 0 ? Output : throw new InvalidOperationException($"{what} ended with code {ExitCode}:\n{Output}\n{Errors}");
}
