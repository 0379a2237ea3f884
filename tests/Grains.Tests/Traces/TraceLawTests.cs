using Fleet.Tests.Shared;
using static Fleet.Grains.Tests.EmbeddedFleet;

namespace Fleet.Grains.Tests.Traces;

/// <summary>
/// Whatever devices, people and makers of stacks do, and whatever is repeated, restarted, deleted or made anew: rows, counts, versions and devices are what a list of all
/// traces says.
/// </summary>
public sealed class TraceLawTests(PostgresServer postgres)
{
    private const int Steps = 60;

    public static TheoryData<StoreKind, int> Seeds
    {
        get
        {
            var data = new TheoryData<StoreKind, int>();
            foreach (var seed in Enumerable.Range(1, Environment.GetEnvironmentVariable("FLEET_TEST_FULL") == "1" ? 40 : 3))
            {
                data.Add(StoreKind.Sqlite, seed);
                data.Add(StoreKind.PostgreSql, seed);
            }

            return data;
        }
    }

    [Theory]
    [MemberData(nameof(Seeds))]
    public async Task Rows_and_counts_are_what_a_list_of_all_traces_says(StoreKind kind, int seed)
    {
        var folder = NewFolder();
        await using (var play = new TracePlay(new Random(seed), folder, await postgres.NewAsync(kind)))
        {
            await play.StartAsync();
            for (var step = 0; step < Steps; step++)
            {
                await play.StepAsync();
            }

            await play.AssertAsync();
            await play.RebuildAsync();
        }

        Directory.Delete(folder, recursive: true);
    }
}
