using Npgsql;

namespace Fleet.MetricQuestions;

/// <summary>
/// PostgreSQL with plain tables: <c>value (metric, at, device, value)</c> with that as its primary key, <c>device (id, serial, cohort, version)</c>,
/// <c>latest (metric, device, value)</c>.
/// </summary>
internal sealed class PostgresServer(string connection, DataSet data) : IServer
{
    private const string Quantiles = "percentile_disc(array[0.5, 0.95, 0.99]) within group (order by v.value)";

    private readonly NpgsqlDataSource _source = NpgsqlDataSource.Create(connection);

    public async Task<int> AskAsync(Question question, string metric, CancellationToken cancellation)
    {
        var from = question switch
        {
            Question.Top20 => data.End.AddDays(-7),
            Question.Histogram => data.End.AddDays(-1),
            _ => data.Start,
        };
        await using var command = _source.CreateCommand(SqlOf(question));
        command.CommandTimeout = 300;
        command.Parameters.AddWithValue(metric);
        if (question != Question.LatestBelow)
        {
            command.Parameters.AddWithValue(from.UtcDateTime);
            command.Parameters.AddWithValue(data.End.UtcDateTime);
        }

        if (question == Question.DeviceSet)
        {
            command.Parameters.AddWithValue($"{data.Prefix}%");
        }

        var rows = 0;
        await using var reader = await command.ExecuteReaderAsync(cancellation);
        while (await reader.ReadAsync(cancellation))
        {
            rows++;
        }

        return rows;
    }

    public ValueTask DisposeAsync() => _source.DisposeAsync();

    private static string SqlOf(Question question)
    {
        const string Rows = "from value v join metric m on m.id = v.metric where m.key = $1 and v.at >= $2 and v.at < $3";
        const string Joined = "from value v join metric m on m.id = v.metric join device d on d.id = v.device where m.key = $1 and v.at >= $2 and v.at < $3";
        return question switch
        {
            Question.Fleet => $"select date_trunc('hour', v.at) h, {Quantiles} {Rows} group by h order by h",
            Question.CohortByVersion => $"select d.version, date_trunc('hour', v.at) h, {Quantiles} {Joined} and d.cohort = 'default' group by d.version, h order by h",
            Question.DeviceSet => $"select date_trunc('hour', v.at) h, {Quantiles} {Joined} and d.serial like $4 group by h order by h",
            Question.Top20 => $"select d.serial, avg(v.value) {Joined} group by d.serial order by 2 desc limit 20",
            Question.Histogram => $"with x as (select v.value {Rows}), r as (select min(value) a, max(value) b from x) select width_bucket(x.value, r.a, r.b + 1e-9, 20), count(*) from x, r group by 1",
            Question.LatestBelow => $"select d.serial, count(*) over () from latest l join metric m on m.id = l.metric join device d on d.id = l.device where m.key = $1 and l.value < {DataSet.Threshold} order by d.serial limit 50",
            _ => throw new ArgumentOutOfRangeException(nameof(question), question, "no such question"),
        };
    }
}
