using Fleet.Grains.EventLog;

namespace Fleet.Storage.EventLog;

/// <summary>Writes a flush in one transaction.</summary>
internal interface ILogCommitter
{
    /// <summary>
    /// Appends whose device stands at the expected sequence get the next positions of their shards, without gaps; the others get nothing.
    /// </summary>
    /// <returns>What became of each append, in order. Throws when the transaction failed or its outcome is unknown.</returns>
    Task<AppendResult[]> CommitAsync(Flush flush);

    /// <summary>Returns when the store answers, throws while it does not.</summary>
    Task ProbeAsync();
}
