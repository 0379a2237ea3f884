namespace Fleet.Silo.Workers;

/// <summary>A worker ended over its work, or was ended.</summary>
internal sealed class WorkerException(WorkerEnd end, string message) : Exception(message)
{
    public WorkerEnd End => end;
}
