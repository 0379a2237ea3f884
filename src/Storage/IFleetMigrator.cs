namespace Fleet.Storage;

/// <summary>Brings the schema up to date: <c>Fleet.Gateway migrate</c>, and at start when embedded.</summary>
public interface IFleetMigrator
{
    /// <summary>Applies what is missing, each migration in a transaction of its own. Safe to run twice at a time.</summary>
    /// <returns>Names of the migrations that were applied, in order.</returns>
    /// <exception cref="StorageSetupException">The schema is newer than this program, or the store cannot be used.</exception>
    Task<IReadOnlyList<string>> MigrateAsync(CancellationToken cancellation);

    /// <exception cref="StorageSetupException">The schema is older or newer than this program.</exception>
    Task CheckAsync(CancellationToken cancellation);
}
