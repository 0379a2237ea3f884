namespace Fleet.MetricQuestions;

/// <summary>One of the servers that are compared.</summary>
internal interface IServer : IAsyncDisposable
{
    /// <summary>Asks and reads the whole answer.</summary>
    /// <returns>How many numbers the answer has, so that an empty one is not taken for a fast one.</returns>
    Task<int> AskAsync(Question question, string metric, CancellationToken cancellation);
}
