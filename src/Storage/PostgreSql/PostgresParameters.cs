using Npgsql;

namespace Fleet.Storage.PostgreSql;

/// <summary>Values as positional parameters.</summary>
internal static class PostgresParameters
{
    public static void Add(NpgsqlParameterCollection parameters, IEnumerable<object> values)
    {
        foreach (var value in values)
        {
            parameters.Add(new NpgsqlParameter { Value = Storable(value) });
        }
    }

    /// <summary>
    /// PostgreSQL has no place for the character NUL in a text. A device that sends one in a name must not stop the projection of its shard,
    /// so it is stored as the replacement character.
    /// </summary>
    private static object Storable(object value) => value switch
    {
        string text => WithoutNul(text),
        string[] texts when Array.Exists(texts, HasNul) => Array.ConvertAll(texts, WithoutNul),
        _ => value,
    };

    private static bool HasNul(string text) => text.Contains('\0', StringComparison.Ordinal);

    private static string WithoutNul(string text) => HasNul(text) ? text.Replace('\0', '\uFFFD') : text;
}
