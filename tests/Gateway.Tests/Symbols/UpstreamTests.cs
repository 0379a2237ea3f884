using System.Net;
using Fleet.Domain.Symbols;
using Fleet.Grains.Blobs;
using Fleet.Grains.Symbols;
using Fleet.Silo.Symbols;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;

namespace Fleet.Gateway.Tests.Symbols;

/// <summary>A project's store before another debuginfod server.</summary>
public sealed class UpstreamTests(GatewayServer server) : IAsyncLifetime
{
    private const string Project = "default";

    private readonly SymbolFiles _files = new();
    private readonly FakeTimeProvider _time = new(TimeProvider.System.GetUtcNow());
    private readonly List<string> _asked = [];
    private WebApplication _upstream = null!;
    private DebuginfodUpstreams _client = null!;
    private Func<HttpContext, Task> _answer = context => Task.FromResult(context.Response.StatusCode = 404);

    private SymbolId Id => SymbolId.TryParse(_files.BuildId, out var id) ? id : throw new InvalidOperationException();

    public async ValueTask InitializeAsync()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.Logging.ClearProviders();
        _upstream = builder.Build();
        _upstream.Run(context =>
        {
            lock (_asked)
            {
                _asked.Add(context.Request.Path);
            }

            return _answer(context);
        });
        await _upstream.StartAsync();
        _client = new DebuginfodUpstreams([new Uri(_upstream.Urls.Single())], _time, NullLogger<DebuginfodUpstreams>.Instance);
    }

    public async ValueTask DisposeAsync()
    {
        _client.Dispose();
        await _upstream.DisposeAsync();
        _files.Dispose();
    }

    [Fact]
    public async Task What_another_server_has_is_kept_in_the_project_and_asked_for_once()
    {
        _answer = context =>
        {
            Assert.True(context.Request.Headers.ContainsKey(ISymbolUpstream.HopHeader));
            context.Response.Headers["X-DEBUGINFOD-FILE"] = "/usr/lib/debug/prog.debug";
            context.Response.ContentLength = _files.Debug.Length;
            return context.Response.Body.WriteAsync(_files.Debug).AsTask();
        };
        var source = Source();
        var found = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => source.FindAsync(Project, Id, SymbolKind.Debug, default)));
        Assert.All(found, file => Assert.Equal((SymbolKind.Debug, "prog.debug", (long)_files.Debug.Length), (file!.Kind, file.Name, file.Bytes)));
        Assert.NotNull(await source.FindAsync(Project, Id, SymbolKind.Debug, default));
        Assert.Equal([$"/buildid/{Id}/debuginfo"], _asked);
    }

    [Fact]
    public async Task A_file_of_unknown_length_is_taken_too()
    {
        _answer = async context =>
        {
            await context.Response.Body.WriteAsync(_files.Program.AsMemory(0, 100));
            await context.Response.Body.FlushAsync();
            await context.Response.Body.WriteAsync(_files.Program.AsMemory(100));
        };
        Assert.Equal(_files.Program.Length, (await Source().FindAsync(Project, Id, SymbolKind.Executable, default))!.Bytes);
    }

    [Fact]
    public async Task What_is_missing_is_asked_for_again_after_an_hour_or_an_upload()
    {
        var source = Source();
        Assert.Null(await source.FindAsync(Project, Id, SymbolKind.Executable, default));
        Assert.Null(await source.FindAsync(Project, Id, SymbolKind.Executable, default));
        Assert.Single(_asked);
        _time.Advance(MissingSymbols.Expiry);
        Assert.Null(await source.FindAsync(Project, Id, SymbolKind.Executable, default));
        Assert.Equal(2, _asked.Count);

        await UploadAsync(_files.Program);
        Assert.NotNull(await source.FindAsync(Project, Id, SymbolKind.Executable, default));
        Assert.Equal(2, _asked.Count);
    }

    [Fact]
    public async Task Another_program_than_was_asked_for_is_refused()
    {
        using var other = new SymbolFiles();
        _answer = context => context.Response.Body.WriteAsync(other.Program).AsTask();
        Assert.Null(await Source().FindAsync(Project, Id, SymbolKind.Executable, default));
        _answer = context => context.Response.Body.WriteAsync("<html>log in first</html>"u8.ToArray()).AsTask();
        Assert.Null(await Source().FindAsync(Project, Id, SymbolKind.Debug, default));
    }

    [Fact]
    public async Task A_server_that_breaks_off_is_asked_again_after_five_minutes()
    {
        _answer = async context =>
        {
            context.Response.ContentLength = _files.Debug.Length;
            await context.Response.Body.WriteAsync(_files.Debug.AsMemory(0, 50));
            context.Abort();
        };
        var source = Source();
        Assert.Null(await source.FindAsync(Project, Id, SymbolKind.Debug, default));
        _answer = context => context.Response.Body.WriteAsync(_files.Debug).AsTask();
        Assert.Null(await source.FindAsync(Project, Id, SymbolKind.Debug, default));
        _time.Advance(MissingSymbols.FailureExpiry);
        Assert.NotNull(await source.FindAsync(Project, Id, SymbolKind.Debug, default));
    }

    [Fact]
    public async Task A_redirect_to_this_machine_or_its_network_is_not_followed()
    {
        var reached = false;
        await using var inner = await ServerAsync(_ => reached = true);
        _answer = context =>
        {
            context.Response.Redirect($"{inner.Urls.Single()}/latest/meta-data");
            return Task.CompletedTask;
        };
        Assert.Null(await Source().FindAsync(Project, Id, SymbolKind.Debug, default));
        Assert.False(reached);
    }

    [Fact]
    public async Task A_redirect_at_the_same_server_is_followed()
    {
        _answer = context =>
        {
            if (!context.Request.Path.StartsWithSegments("/mirror"))
            {
                context.Response.Redirect("/mirror" + context.Request.Path);
                return Task.CompletedTask;
            }

            return context.Response.Body.WriteAsync(_files.Debug).AsTask();
        };
        Assert.NotNull(await Source().FindAsync(Project, Id, SymbolKind.Debug, default));
    }

    [Theory]
    [InlineData("169.254.169.254")]
    [InlineData("127.0.0.1")]
    [InlineData("10.1.2.3")]
    [InlineData("172.31.0.1")]
    [InlineData("192.168.1.1")]
    [InlineData("100.100.100.200")]
    [InlineData("0.0.0.0")]
    [InlineData("::1")]
    [InlineData("fe80::1")]
    [InlineData("fd00:ec2::254")]
    [InlineData("::ffff:169.254.169.254")]
    public void Addresses_that_are_not_public(string address) => Assert.False(PublicConnections.IsPublic(IPAddress.Parse(address)));

    [Theory]
    [InlineData("151.101.2.132")]
    [InlineData("172.15.0.1")]
    [InlineData("2a04:4e42::644")]
    public void Addresses_that_are(string address) => Assert.True(PublicConnections.IsPublic(IPAddress.Parse(address)));

    [Fact]
    public void The_memory_of_what_is_missing_is_bounded()
    {
        var missing = new MissingSymbols(_time);
        for (var i = 0; i < MissingSymbols.MaxEntries + 10; i++)
        {
            missing.Add(Project, SymbolId.OfUnit((ulong)i), SymbolKind.Debug, UpstreamOutcome.Missing);
        }

        Assert.InRange(missing.Count, 1, MissingSymbols.MaxEntries);
    }

    private static async Task<WebApplication> ServerAsync(Action<HttpContext> answer)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.Logging.ClearProviders();
        var app = builder.Build();
        app.Run(context =>
        {
            answer(context);
            return Task.CompletedTask;
        });
        await app.StartAsync();
        return app;
    }

    private SymbolSource Source()
    {
        var services = server.Services;
        _missing = new MissingSymbols(_time);
        var library = new SymbolLibrary(
            services.GetRequiredService<ISymbolStore>(),
            services.GetRequiredService<IBlobStore>(),
            services.GetRequiredService<IReleasedBlobs>(),
            services.GetRequiredService<ISymbolInspector>(),
            _missing,
            services.GetRequiredService<Fleet.Grains.Symbolication.ISymbolArrivals>(),
            _time);
        _library = library;
        return new SymbolSource(
            library, services.GetRequiredService<IBlobStore>(), _client, _missing, services.GetRequiredService<SymbolInstruments>(), _time, NullLogger<SymbolSource>.Instance);
    }

    private MissingSymbols _missing = null!;
    private SymbolLibrary _library = null!;

    private async Task UploadAsync(byte[] content)
    {
        (await SymbolFiles.UploadAsync(server, content, server.ApiToken)).Dispose();
        Assert.True(BlobId.TryParse(SymbolFiles.Sha256(content), out var blob));
        Assert.Null((await _library.RegisterAsync(Project, blob, "prog", null, default)).Refusal);
        Assert.False(_missing.Contains(Project, Id, SymbolKind.Executable));
    }
}
