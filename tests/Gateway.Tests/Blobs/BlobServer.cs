using Fleet.Gateway.Blobs;
using Fleet.Gateway.Devices;
using Fleet.Grains.Blobs;
using Fleet.Storage.Blobs;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Time.Testing;

namespace Fleet.Gateway.Tests.Blobs;

/// <summary>The attachment endpoints alone, on a real Kestrel and a real folder. The header <c>X-Project</c> says who asks.</summary>
internal sealed class BlobServer : IAsyncDisposable
{
    private readonly WebApplication _app;

    private BlobServer(WebApplication app, string folder, FakeTimeProvider time, IBlobStore store)
    {
        _app = app;
        Folder = folder;
        Time = time;
        Store = store;
        Address = new Uri(app.Urls.Single());
        Client = new HttpClient { BaseAddress = Address };
        Client.DefaultRequestHeaders.Add("X-Project", "p");
        Client.DefaultRequestHeaders.Add("Tus-Resumable", "1.0.0");
    }

    public Uri Address { get; }

    public HttpClient Client { get; }

    public string Folder { get; }

    public FakeTimeProvider Time { get; }

    public IBlobStore Store { get; }

    public IServiceProvider Services => _app.Services;

    /// <param name="folder">Of a server before, to go on with what it left.</param>
    /// <param name="everyoneIs">The project of requests that do not say.</param>
    /// <param name="quotaBytes">What a project may have waiting.</param>
    public static async Task<BlobServer> Start(string? folder = null, string? everyoneIs = null, long quotaBytes = DirectoryBlobStore.DefaultQuotaBytes)
    {
        folder ??= Directory.CreateTempSubdirectory("fleet-blobs-").FullName;
        var time = new FakeTimeProvider(new DateTimeOffset(2026, 5, 1, 12, 0, 0, TimeSpan.Zero));
        var store = new DirectoryBlobStore(folder, time, quotaBytes);
        var builder = WebApplication.CreateSlimBuilder();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.Logging.ClearProviders();
        builder.Services.AddSingleton<TimeProvider>(time);
        builder.Services.AddSingleton<IBlobStore>(store);
        builder.Services.AddDeviceBlobs();
        var app = builder.Build();
        app.Use((http, next) =>
        {
            if ((string?)http.Request.Headers["X-Project"] is { } project)
            {
                http.Features.Set(new ProjectFeature(project));
            }
            else if (everyoneIs is not null)
            {
                http.Features.Set(new ProjectFeature(everyoneIs));
            }

            return next(http);
        });
        app.MapDeviceBlobs();
        await app.StartAsync(TestContext.Current.CancellationToken);
        return new BlobServer(app, folder, time, store);
    }

    /// <summary>Ends the server and leaves its folder.</summary>
    public async Task Stop()
    {
        Client.Dispose();
        await _app.StopAsync(CancellationToken.None);
        await _app.DisposeAsync();
    }

    public async ValueTask DisposeAsync()
    {
        await Stop();
        Directory.Delete(Folder, recursive: true);
    }
}
