using System.Net;
using System.Net.Http.Headers;
using System.Text;
using Fleet.Api.V1;
using Fleet.Tests.Shared;
using Grpc.Net.Client;

namespace Fleet.Gateway.Tests.Symbols;

/// <summary>The debuginfod endpoints, as a client sees them byte by byte, and with real clients.</summary>
public sealed class DebuginfodTests(GatewayServer server) : IDisposable
{
    private readonly GrpcChannel _channel = server.Channel();
    private readonly SymbolFiles _files = new();

    private SymbolService.SymbolServiceClient Client => new(_channel);

    private string Urls => $"http://any:{server.ApiToken}@{server.Url.Authority}";

    public void Dispose()
    {
        _channel.Dispose();
        _files.Dispose();
    }

    [Fact]
    public async Task Program_and_debug_file_are_served_whole_by_head_and_in_ranges()
    {
        await AddBothAsync();
        using var client = server.Client(server.ApiToken);
        using var program = await client.GetAsync($"/buildid/{_files.BuildId}/executable");
        Assert.Equal(_files.Program, await program.Content.ReadAsByteArrayAsync());
        Assert.Equal((_files.Program.Length.ToString(), "prog"), (Header(program, "X-DEBUGINFOD-SIZE"), Header(program, "X-DEBUGINFOD-FILE")));
        Assert.Equal("application/octet-stream", program.Content.Headers.ContentType!.MediaType);

        using var head = await client.SendAsync(new HttpRequestMessage(HttpMethod.Head, $"/buildid/{_files.BuildId}/debuginfo"));
        Assert.Equal((HttpStatusCode.OK, (long?)_files.Debug.Length, _files.Debug.Length.ToString()), (head.StatusCode, head.Content.Headers.ContentLength, Header(head, "X-DEBUGINFOD-SIZE")));
        Assert.Empty(await head.Content.ReadAsByteArrayAsync());

        using var request = new HttpRequestMessage(HttpMethod.Get, $"/buildid/{_files.BuildId}/debuginfo") { Headers = { Range = new RangeHeaderValue(10, 19) } };
        using var part = await client.SendAsync(request);
        Assert.Equal(HttpStatusCode.PartialContent, part.StatusCode);
        Assert.Equal(_files.Debug[10..20], await part.Content.ReadAsByteArrayAsync());
    }

    [Fact]
    public async Task A_section_comes_from_the_file_that_has_its_bytes()
    {
        await AddBothAsync();
        using var client = server.Client(server.ApiToken);
        _files.Tools.Run("objcopy", "-O", "binary", "--only-section=.debug_line", "--set-section-flags", ".debug_line=alloc", "prog.debug", "line.bin");
        _files.Tools.Run("objcopy", "-O", "binary", "--only-section=.text", "prog", "text.bin");
        Assert.Equal(File.ReadAllBytes(_files.Tools["line.bin"]), await client.GetByteArrayAsync($"/buildid/{_files.BuildId}/section/.debug_line"));
        Assert.Equal(File.ReadAllBytes(_files.Tools["text.bin"]), await client.GetByteArrayAsync($"/buildid/{_files.BuildId}/section/.text"));
        using var none = await client.GetAsync($"/buildid/{_files.BuildId}/section/.gdb_index");
        Assert.Equal((HttpStatusCode.NotFound, $"no section .gdb_index of {_files.BuildId}\n"), (none.StatusCode, await none.Content.ReadAsStringAsync()));
    }

    [Fact]
    public async Task A_program_that_has_its_debugging_information_is_its_own_debug_file()
    {
        _files.Tools.Run("gcc", "-g", "-O1", "-o", "whole", "prog.c");
        var whole = File.ReadAllBytes(_files.Tools["whole"]);
        var id = (await SymbolFiles.AddAsync(server, Client, whole, "whole")).Symbol.Id;
        await SymbolFiles.AddAsync(server, Client, _files.Program, "prog");
        using var client = server.Client(server.ApiToken);
        Assert.Equal(whole, await client.GetByteArrayAsync($"/buildid/{id}/debuginfo"));
        using var stripped = await client.GetAsync($"/buildid/{_files.BuildId}/debuginfo");
        Assert.Equal((HttpStatusCode.NotFound, $"no debuginfo of {_files.BuildId}\n"), (stripped.StatusCode, await stripped.Content.ReadAsStringAsync()));
    }

    [Fact]
    public async Task Only_who_has_a_token_of_the_project_gets_anything()
    {
        await AddBothAsync();
        var path = $"/buildid/{_files.BuildId}/executable";
        Assert.Equal(HttpStatusCode.Unauthorized, await StatusAsync(path, null));
        Assert.Equal(HttpStatusCode.Unauthorized, await StatusAsync(path, new("Bearer", server.ProjectKey)));
        Assert.Equal(HttpStatusCode.OK, await StatusAsync(path, new("Basic", Convert.ToBase64String(Encoding.UTF8.GetBytes($"any:{server.ApiToken}")))));
        await server.Grains.GetGrain<Fleet.Grains.Projects.IDirectoryGrain>(Fleet.Grains.GrainKeys.Directory).CreateProject("symbol-strangers");
        var (_, stranger) = await server.Credentials.CreateAsync(Fleet.Gateway.Access.TokenKind.ApiToken, "symbol-strangers", "tests");
        Assert.Equal(HttpStatusCode.NotFound, await StatusAsync(path, new("Bearer", stranger)));
    }

    [Theory]
    [InlineData("/buildid/xyz/executable", HttpStatusCode.BadRequest)]
    [InlineData("/buildid/..%2f..%2f/executable", HttpStatusCode.BadRequest)]
    [InlineData("/buildid/0123/executable", HttpStatusCode.NotFound)]
    [InlineData("/buildid/0123/source/usr/src/main.c", HttpStatusCode.NotFound)]
    [InlineData("/buildid/0123/nothing", HttpStatusCode.NotFound)]
    public async Task What_is_not_there_is_not_found(string path, HttpStatusCode status) => Assert.Equal(status, await StatusAsync(path, new("Bearer", server.ApiToken)));

    [Fact]
    public async Task The_client_of_elfutils_finds_files_with_the_token_in_the_URL()
    {
        Assert.SkipUnless(Toolbox.Has("debuginfod-find"), "there is no debuginfod-find here");
        await AddBothAsync();
        var environment = new Dictionary<string, string> { ["DEBUGINFOD_URLS"] = Urls, ["DEBUGINFOD_CACHE_PATH"] = _files.Tools["cache"] };
        Assert.Equal(_files.Debug, File.ReadAllBytes(_files.Tools.Run(environment, "debuginfod-find", "debuginfo", _files.BuildId).Trim()));
        Assert.Equal(_files.Program, File.ReadAllBytes(_files.Tools.Run(environment, "debuginfod-find", "executable", _files.BuildId).Trim()));
        Assert.Throws<InvalidOperationException>(() => _files.Tools.Run(environment, "debuginfod-find", "source", _files.BuildId, "/prog.c"));
        environment["DEBUGINFOD_URLS"] = server.Url.ToString();
        environment["DEBUGINFOD_CACHE_PATH"] = _files.Tools["cache2"];
        Assert.Throws<InvalidOperationException>(() => _files.Tools.Run(environment, "debuginfod-find", "debuginfo", _files.BuildId));
    }

    private static string Header(HttpResponseMessage answer, string name) => Assert.Single(answer.Headers.GetValues(name));

    private async Task AddBothAsync()
    {
        Assert.Equal("", (await SymbolFiles.AddAsync(server, Client, _files.Program, "prog")).Problem);
        Assert.Equal("", (await SymbolFiles.AddAsync(server, Client, _files.Debug, "prog.debug")).Problem);
    }

    private async Task<HttpStatusCode> StatusAsync(string path, AuthenticationHeaderValue? authorization)
    {
        using var client = server.Client(null);
        client.DefaultRequestHeaders.Authorization = authorization;
        using var answer = await client.GetAsync(path);
        return answer.StatusCode;
    }
}
