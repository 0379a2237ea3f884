using Fleet.Gateway.Issues;

namespace Fleet.Gateway.Traces;

/// <summary>What answers questions about traces and issues.</summary>
internal static class TraceServices
{
    public static void AddTraces(this IServiceCollection services)
    {
        services.AddSingleton<IssueBooks>();
        services.AddSingleton<IssueQueries>();
        services.AddSingleton<IssueReader>();
        services.AddSingleton<IssueWatches>();
        services.AddSingleton<IssueSuggestions>();
        services.AddSingleton<IssueTickets>();
        services.AddSingleton<TraceQueries>();
        services.AddSingleton<TraceReader>();
        services.AddSingleton<CoreRecording>();
    }
}
