using System.Net;
using Fleet.Api.V1;
using Fleet.Gateway.Management;
using Fleet.Gateway.Tests.Devices;
using Fleet.Gateway.Tests.Observations;
using Fleet.Grains.Blobs;
using Fleet.Grains.Disk;
using Grpc.Core;
using Grpc.Net.Client;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;

namespace Fleet.Gateway.Tests.Symbols;

public sealed class SymbolApiTests(GatewayServer server) : IDisposable
{
    private const string Project = "default";

    private readonly GrpcChannel _channel = server.Channel();
    private readonly SymbolFiles _files = new();

    private SymbolService.SymbolServiceClient Client => new(_channel);

    public void Dispose()
    {
        _channel.Dispose();
        _files.Dispose();
    }

    [Fact]
    public async Task What_is_lacking_is_uploaded_registered_and_then_known()
    {
        Assert.Equal((Missing: 1, Uploaded: 0), await CheckAsync(_files.Program));
        using (var created = await SymbolFiles.UploadAsync(server, _files.Program, server.ApiToken))
        {
            Assert.Equal(HttpStatusCode.Created, created.StatusCode);
            Assert.StartsWith("/api/v1/uploads/", created.Headers.Location!.ToString(), StringComparison.Ordinal);
        }

        Assert.Equal((0, 1), await CheckAsync(_files.Program));
        var result = await SymbolFiles.AddAsync(server, Client, _files.Program, "prog");
        Assert.Equal(("", ""), (result.Problem, result.ReplacedSha256));
        var symbol = result.Symbol;
        Assert.Equal((_files.BuildId, SymbolKind.Executable, "prog", (long)_files.Program.Length, "x86-64"), (symbol.Id, symbol.Kind, symbol.Name, symbol.Bytes, symbol.Architecture));
        Assert.Equal((true, true, false, false), (symbol.HasCode, symbol.HasUnwindTables, symbol.HasDwarf, symbol.HasSymbolTable));
        Assert.Equal((0, 0), await CheckAsync(_files.Program));
        Assert.Equal([symbol], (await Client.GetSymbolAsync(new() { Project = Project, Id = _files.BuildId.ToUpperInvariant() }, server.Authorization())).Symbols);
        Assert.Equal([symbol], (await Client.ListSymbolsAsync(new() { Project = Project, IdPrefix = _files.BuildId[..12] }, server.Authorization())).Symbols);
    }

    [Fact]
    public async Task Which_debug_files_lack_their_executable_is_told()
    {
        await SymbolFiles.AddAsync(server, Client, _files.Debug, "prog.debug");
        var request = new CheckSymbolsRequest { Project = Project, BuildIds = { _files.BuildId } };
        Assert.Equal([_files.BuildId], (await Client.CheckSymbolsAsync(request, server.Authorization())).WithoutExecutable);
        await SymbolFiles.AddAsync(server, Client, _files.Program, "prog");
        Assert.Empty((await Client.CheckSymbolsAsync(request, server.Authorization())).WithoutExecutable);
    }

    [Fact]
    public async Task Another_content_replaces_and_what_was_there_goes_a_day_later()
    {
        await SymbolFiles.AddAsync(server, Client, _files.Program, "prog");
        byte[] other = [.. _files.Program, 0];
        var result = await SymbolFiles.AddAsync(server, Client, other, "prog");
        Assert.Equal(SymbolFiles.Sha256(_files.Program), result.ReplacedSha256);
        await SweepAsync();
        Assert.Equal((false, true), (await IsThereAsync(_files.Program), await IsThereAsync(other)));
    }

    [Fact]
    public async Task What_is_deleted_is_gone_and_its_content_goes_a_day_later()
    {
        await SymbolFiles.AddAsync(server, Client, _files.Program, "prog");
        await SymbolFiles.AddAsync(server, Client, _files.Debug, "prog.debug");
        var deleted = await Client.DeleteSymbolAsync(new() { Project = Project, Id = _files.BuildId, Kind = SymbolKind.Debug }, server.Authorization());
        Assert.Equal([SymbolKind.Debug], deleted.Symbols.Select(s => s.Kind));
        await SweepAsync();
        Assert.Equal((true, false), (await IsThereAsync(_files.Program), await IsThereAsync(_files.Debug)));
        await Client.DeleteSymbolAsync(new() { Project = Project, Id = _files.BuildId }, server.Authorization());
        Assert.Equal(StatusCode.NotFound, (await FailsAsync(Client.GetSymbolAsync(new() { Project = Project, Id = _files.BuildId }, server.Authorization()))).StatusCode);
        Assert.Equal(StatusCode.NotFound, (await FailsAsync(Client.DeleteSymbolAsync(new() { Project = Project, Id = _files.BuildId }, server.Authorization()))).StatusCode);
    }

    [Fact]
    public async Task Content_that_an_entry_and_a_symbol_have_stays_until_both_are_gone()
    {
        // The same bytes: a device that sends its program as a recording.
        var device = new TestDevice(server, $"symbols-{_files.BuildId}");
        var attachment = await server.UploadAsync(_files.Program);
        await device.SendAsync([device.Recording(TestDevice.NowMs, Guid.NewGuid(), attachment)], []);
        await server.CatchUpAsync($"symbols-{_files.BuildId}");
        await SymbolFiles.AddAsync(server, Client, _files.Program, "prog");
        await Client.DeleteSymbolAsync(new() { Project = Project, Id = _files.BuildId }, server.Authorization());
        await SweepAsync();
        Assert.True(await IsThereAsync(_files.Program));

        await SymbolFiles.AddAsync(server, Client, _files.Program, "prog");
        await new ManagementService.ManagementServiceClient(_channel).DeleteDeviceAsync(new() { Project = Project, Serial = $"symbols-{_files.BuildId}" }, server.Authorization());
        await server.CatchUpAsync($"symbols-{_files.BuildId}");
        await SweepAsync();
        Assert.True(await IsThereAsync(_files.Program));

        await Client.DeleteSymbolAsync(new() { Project = Project, Id = _files.BuildId }, server.Authorization());
        await SweepAsync();
        Assert.False(await IsThereAsync(_files.Program));
    }

    [Fact]
    public async Task Symbols_do_not_expire_and_what_was_only_uploaded_does()
    {
        byte[] waiting = [.. _files.Debug, 0];
        await SymbolFiles.AddAsync(server, Client, _files.Program, "prog");
        (await SymbolFiles.UploadAsync(server, waiting, server.ApiToken)).Dispose();
        await Blobs.Expire(TimeProvider.System.GetUtcNow().AddDays(1), TimeProvider.System.GetUtcNow().AddDays(1), TestContext.Current.CancellationToken);
        Assert.Equal((true, false), (await IsThereAsync(_files.Program), await IsThereAsync(waiting)));
        Assert.True((await server.Services.GetRequiredService<IDiskUse>().MeasureAsync(default))[Fleet.Domain.Disk.StoragePart.Symbols] >= _files.Program.Length);
        var storage = await new RetentionService.RetentionServiceClient(_channel).GetStorageAsync(new() { Project = Project }, server.Authorization());
        Assert.Equal(RetentionKind.Unspecified, storage.Parts.Single(part => part.Name == "symbols").Kind);
    }

    [Fact]
    public async Task The_file_says_what_it_is_and_nobody_else()
    {
        var text = await SymbolFiles.AddAsync(server, Client, "#!/bin/sh\necho no program\n"u8.ToArray(), "libc.so.6");
        Assert.Null(text.Symbol);
        Assert.Equal("the file: is no ELF file", text.Problem);
        _files.Tools.Run("gcc", "-Wl,--build-id=none", "-o", "nameless", "prog.c");
        Assert.Contains("has no build-id", (await SymbolFiles.AddAsync(server, Client, File.ReadAllBytes(_files.Tools["nameless"]), "nameless")).Problem, StringComparison.Ordinal);
        var unknown = await Client.RegisterSymbolsAsync(
            new RegisterSymbolsRequest { Project = Project, Files = { new UploadedSymbol { Sha256 = new string('0', 64), Name = "x" } } }, server.Authorization());
        Assert.Contains("upload it first", unknown.Results[0].Problem, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Mistakes_are_named_by_their_field()
    {
        async Task Is(string text, AsyncUnaryCall<RegisterSymbolsResponse> call) => Assert.StartsWith(text, (await FailsAsync(call)).Status.Detail, StringComparison.Ordinal);
        RegisterSymbolsRequest With(string sha256, string name) => new() { Project = Project, Files = { new UploadedSymbol { Sha256 = sha256, Name = name } } };
        await Is("files[0].sha256: must be 64", Client.RegisterSymbolsAsync(With("ab", "x"), server.Authorization()));
        await Is("files[0].name: must be 1 to 255", Client.RegisterSymbolsAsync(With(new string('0', 64), "a/b"), server.Authorization()));
        Assert.StartsWith("id: ", (await FailsAsync(Client.GetSymbolAsync(new() { Project = Project, Id = "xyz" }, server.Authorization()))).Status.Detail, StringComparison.Ordinal);
        Assert.StartsWith("id_prefix: ", (await FailsAsync(Client.ListSymbolsAsync(new() { Project = Project, IdPrefix = "%" }, server.Authorization()))).Status.Detail, StringComparison.Ordinal);
        Assert.StartsWith("page_token: ", (await FailsAsync(Client.ListSymbolsAsync(new() { Project = Project, PageToken = "a" }, server.Authorization()))).Status.Detail, StringComparison.Ordinal);
        Assert.Equal(StatusCode.PermissionDenied, (await FailsAsync(Client.ListSymbolsAsync(new() { Project = "other" }, server.Authorization()))).StatusCode);
        Assert.Equal(StatusCode.Unauthenticated, (await FailsAsync(Client.ListSymbolsAsync(new() { Project = Project }))).StatusCode);
    }

    [Fact]
    public async Task Lists_in_pages_and_by_name()
    {
        await SymbolFiles.AddAsync(server, Client, _files.Program, $"Pages-{_files.BuildId}");
        await SymbolFiles.AddAsync(server, Client, _files.Debug, $"pages-{_files.BuildId}.debug");
        var request = new ListSymbolsRequest { Project = Project, Name = $"PAGES-{_files.BuildId}*", PageSize = 1 };
        var first = await Client.ListSymbolsAsync(request, server.Authorization());
        request.PageToken = first.NextPageToken;
        var second = await Client.ListSymbolsAsync(request, server.Authorization());
        Assert.Equal([SymbolKind.Executable, SymbolKind.Debug], first.Symbols.Concat(second.Symbols).Select(s => s.Kind));
        Assert.Equal("", second.NextPageToken);
    }

    [Fact]
    public async Task Uploads_need_an_API_token()
    {
        using var none = await SymbolFiles.UploadAsync(server, [1], null);
        using var key = await SymbolFiles.UploadAsync(server, [1], server.ProjectKey);
        Assert.Equal((HttpStatusCode.Unauthorized, HttpStatusCode.Unauthorized), (none.StatusCode, key.StatusCode));
    }

    private static async Task<RpcException> FailsAsync<T>(AsyncUnaryCall<T> call) => await Assert.ThrowsAsync<RpcException>(async () => await call);

    private IBlobStore Blobs => server.Services.GetRequiredService<IBlobStore>();

    private async Task<(int Missing, int Uploaded)> CheckAsync(byte[] content)
    {
        var request = new CheckSymbolsRequest { Project = Project, Files = { new SymbolContent { Sha256 = SymbolFiles.Sha256(content), Bytes = content.Length } } };
        var answer = await Client.CheckSymbolsAsync(request, server.Authorization());
        return (answer.Missing.Count, answer.Uploaded.Count);
    }

    private async Task<bool> IsThereAsync(byte[] content) =>
        BlobId.TryParse(SymbolFiles.Sha256(content), out var id) && await Blobs.FindBlob(Project, id, TestContext.Current.CancellationToken) is not null;

    /// <summary>As the server does it by itself, two days later.</summary>
    private async Task SweepAsync()
    {
        var time = new FakeTimeProvider(TimeProvider.System.GetUtcNow() + TimeSpan.FromDays(2));
        using var sweep = ActivatorUtilities.CreateInstance<ReleasedBlobSweep>(server.Services, time);
        await sweep.SweepAsync(TestContext.Current.CancellationToken);
    }
}
