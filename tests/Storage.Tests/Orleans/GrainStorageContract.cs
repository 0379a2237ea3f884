using Microsoft.Extensions.DependencyInjection;
using Orleans.Runtime;
using Orleans.Storage;
using Orleans.TestingHost;

namespace Fleet.Storage.Tests.Orleans;

/// <summary>Orleans' own ADO.NET grain storage on our tables and queries.</summary>
public abstract class GrainStorageContract(StoreFixture store)
{
    private const string Name = "fleet";
    private const string State = "state";

    [Fact]
    public async Task State_is_written_read_and_cleared()
    {
        await using var silo = await SiloAsync();
        var grain = NewGrain();
        var state = new GrainState<Operator>();

        await silo.Storage.ReadStateAsync(State, grain, state);
        Assert.False(state.RecordExists);

        state.State = new Operator { Note = "one" };
        await silo.Storage.WriteStateAsync(State, grain, state);
        state.State!.Note = "two";
        await silo.Storage.WriteStateAsync(State, grain, state);

        var read = new GrainState<Operator>();
        await silo.Storage.ReadStateAsync(State, grain, read);
        Assert.Equal("two", read.State!.Note);
        Assert.Equal(state.ETag, read.ETag);

        await silo.Storage.ClearStateAsync(State, grain, read);
        var cleared = new GrainState<Operator>();
        await silo.Storage.ReadStateAsync(State, grain, cleared);
        Assert.Null(cleared.State!.Note);
    }

    [Fact]
    public async Task Stale_writes_and_clears_are_refused()
    {
        await using var silo = await SiloAsync();
        var grain = NewGrain();
        var first = new GrainState<Operator>(new Operator { Note = "first" });
        var second = new GrainState<Operator>(new Operator { Note = "second" });
        await silo.Storage.WriteStateAsync(State, grain, first);

        await Assert.ThrowsAsync<InconsistentStateException>(() => silo.Storage.WriteStateAsync(State, grain, second));
        await silo.Storage.ReadStateAsync(State, grain, second);
        await silo.Storage.WriteStateAsync(State, grain, first);
        second.State = new Operator { Note = "late" };
        await Assert.ThrowsAsync<InconsistentStateException>(() => silo.Storage.WriteStateAsync(State, grain, second));
        await Assert.ThrowsAsync<InconsistentStateException>(() => silo.Storage.ClearStateAsync(State, grain, second));

        await silo.Storage.ReadStateAsync(State, grain, second);
        Assert.Equal("first", second.State!.Note);
    }

    [Fact]
    public async Task Of_first_writes_that_race_one_wins()
    {
        await using var silo = await SiloAsync();
        var grain = NewGrain();

        var writes = await Task.WhenAll(Enumerable.Range(0, 8).Select(i => Task.Run(async () =>
        {
            try
            {
                await silo.Storage.WriteStateAsync(State, grain, new GrainState<Operator>(new Operator { Note = $"{i}" }));
                return true;
            }
            catch (InconsistentStateException)
            {
                return false;
            }
        })));

        Assert.Single(writes, isWritten => isWritten);
    }

    [Fact]
    public async Task Keys_that_begin_with_their_kind_are_kept_apart_even_if_the_rest_is_hexadecimal()
    {
        await using var silo = await SiloAsync();
        var project = store.NewProject();
        string[] keys = [$"cohort/{project}/00ff", $"cohort/{project}/FF", $"cohort/{project}/ff"];
        foreach (var key in keys)
        {
            await silo.Storage.WriteStateAsync(State, GrainId.Create("cohort", key), new GrainState<Operator>(new Operator { Note = key }));
        }

        foreach (var key in keys)
        {
            var read = new GrainState<Operator>();
            await silo.Storage.ReadStateAsync(State, GrainId.Create("cohort", key), read);
            Assert.Equal(key, read.State!.Note);
        }
    }

    private Task<RunningSilo> SiloAsync() => RunningSilo.StartAsync(store.Store.Orleans);

    private GrainId NewGrain() => GrainId.Create("cohort", $"cohort/{store.NewProject()}/default");

    /// <summary>A silo for its storage provider alone.</summary>
    private sealed class RunningSilo(InProcessTestCluster cluster) : IAsyncDisposable
    {
        public IGrainStorage Storage => cluster.Silos[0].ServiceProvider.GetRequiredKeyedService<IGrainStorage>(Name);

        public static async Task<RunningSilo> StartAsync(OrleansStorageSettings settings)
        {
            var builder = new InProcessTestClusterBuilder(1);
            builder.ConfigureSilo((_, silo) => silo.AddAdoNetGrainStorage(Name, storage =>
            {
                storage.Invariant = settings.Invariant;
                storage.ConnectionString = settings.ConnectionString;
                storage.GrainStorageSerializer = new JsonStorage();
            }));
            var cluster = builder.Build();
            await cluster.DeployAsync();
            return new RunningSilo(cluster);
        }

        public ValueTask DisposeAsync() => cluster.DisposeAsync();
    }

    private sealed class JsonStorage : IGrainStorageSerializer
    {
        public BinaryData Serialize<T>(T? input) => BinaryData.FromObjectAsJson(input);

        public T Deserialize<T>(BinaryData input) => input.ToObjectFromJson<T>()!;
    }

    public sealed class Operator
    {
        public string? Note { get; set; }
    }
}
