using Fleet.Storage.Sql;

namespace Fleet.Storage.Migrations;

/// <summary>The migrations of one schema, from the embedded files of a folder.</summary>
internal sealed class MigrationSet
{
    private MigrationSet(IReadOnlyList<Migration> all) => All = all;

    public IReadOnlyList<Migration> All { get; }

    public static MigrationSet Of(string folder) => new([.. SqlText.Files($"Migrations.{folder}").Select(Read)]);

    /// <summary>Those that a schema lacks.</summary>
    /// <exception cref="StorageSetupException">The schema is newer than this program.</exception>
    public IReadOnlyList<Migration> After(int applied, string database)
    {
        if (applied > All.Count)
        {
            throw new StorageSetupException(
                $"{database} has schema version {applied}, this program knows versions up to {All.Count}: use a newer fleet");
        }

        return [.. All.Skip(applied)];
    }

    /// <exception cref="StorageSetupException">The schema is not the one that this program needs.</exception>
    public void Check(int applied, string database)
    {
        if (After(applied, database).Count > 0)
        {
            throw new StorageSetupException(
                $"{database} has schema version {applied}, this program needs {All.Count}: run Fleet.Gateway migrate");
        }
    }

    private static Migration Read(string file)
    {
        var parts = file.Split('.');
        var name = parts[^2];
        return new Migration(int.Parse(name[..4]), name, SqlText.Read(file));
    }
}
