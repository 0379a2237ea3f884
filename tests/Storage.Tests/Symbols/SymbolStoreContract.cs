using Fleet.Domain.Disk;
using Fleet.Domain.Symbols;
using Fleet.Grains.Blobs;
using Fleet.Grains.Symbols;
using Fleet.Storage.Disk;

namespace Fleet.Storage.Tests.Symbols;

/// <summary>What every store of symbols does.</summary>
public abstract class SymbolStoreContract(StoreFixture store)
{
    private readonly string _project = store.NewProject();

    private ISymbolStore Symbols => store.Store.Symbols;

    [Fact]
    public async Task A_file_is_found_by_id_and_kind_in_its_project_only()
    {
        var program = File("aabb", SymbolKind.Executable, 1) with { Name = "prögram", Parts = SymbolParts.Code | SymbolParts.SymbolTable };
        Assert.Null(await Symbols.PutAsync(_project, program, [], default));
        Assert.Equal(program, await Symbols.FindAsync(_project, Id("aabb"), SymbolKind.Executable, default));
        Assert.Null(await Symbols.FindAsync(_project, Id("aabb"), SymbolKind.Debug, default));
        Assert.Null(await Symbols.FindAsync(_project, Id("aabbcc"), SymbolKind.Executable, default));
        Assert.Null(await Symbols.FindAsync(store.NewProject(), Id("aabb"), SymbolKind.Executable, default));
    }

    [Fact]
    public async Task Another_content_of_the_same_key_takes_its_place_and_tells_what_was_there()
    {
        var (first, second) = (File("0101", SymbolKind.Debug, 1), File("0101", SymbolKind.Debug, 2) with { Name = "newer", Bytes = 9 });
        await Symbols.PutAsync(_project, first, [], default);
        Assert.Equal(first, await Symbols.PutAsync(_project, second, [], default));
        Assert.Equal(second, await Symbols.PutAsync(_project, second, [], default));
        Assert.Equal([second], await Symbols.ListAsync(_project, All, default));
    }

    [Fact]
    public async Task A_package_is_found_by_each_of_its_units_and_by_those_of_its_newest_content_only()
    {
        var package = File("feed", SymbolKind.Split, 1);
        await Symbols.PutAsync(_project, package, [Id("0000000000000001"), Id("0000000000000002")], default);
        Assert.Equal(package, await Symbols.FindAsync(_project, Id("0000000000000002"), SymbolKind.Split, default));
        Assert.Null(await Symbols.FindAsync(_project, Id("0000000000000002"), SymbolKind.Debug, default));
        await Symbols.PutAsync(_project, package, [Id("0000000000000003")], default);
        Assert.Null(await Symbols.FindAsync(_project, Id("0000000000000002"), SymbolKind.Split, default));
        Assert.Equal(package, await Symbols.FindAsync(_project, Id("0000000000000003"), SymbolKind.Split, default));
        var alone = File("0000000000000003", SymbolKind.Split, 7) with { UploadedAtMs = 2 };
        await Symbols.PutAsync(_project, alone, [], default);
        Assert.Equal(alone, await Symbols.FindAsync(_project, Id("0000000000000003"), SymbolKind.Split, default));
        Assert.True(await Symbols.DeleteAsync(_project, alone, default));
        Assert.True(await Symbols.DeleteAsync(_project, package, default));
        Assert.Null(await Symbols.FindAsync(_project, Id("0000000000000003"), SymbolKind.Split, default));
    }

    [Fact]
    public async Task Lists_by_prefix_and_by_name_in_pages_in_the_order_of_keys()
    {
        SymbolFile[] files =
        [
            File("aa01", SymbolKind.Executable, 1) with { Name = "libFoo_1.so" },
            File("aa01", SymbolKind.Debug, 2) with { Name = "libfooX1.so.debug" },
            File("aaff", SymbolKind.Executable, 3) with { Name = "100%" },
            File("ab00", SymbolKind.Executable, 4) with { Name = @"back\slash" },
            File("ff00", SymbolKind.Executable, 5) with { Name = "last" },
        ];
        foreach (var file in files.Reverse())
        {
            await Symbols.PutAsync(_project, file, [], default);
        }

        Assert.Equal(files, await Symbols.ListAsync(_project, All, default));
        Assert.Equal(files[..3], await Symbols.ListAsync(_project, All with { IdPrefix = "aa" }, default));
        Assert.Equal(files[4..], await Symbols.ListAsync(_project, All with { IdPrefix = "f" }, default));
        Assert.Equal(files[..2], await Symbols.ListAsync(_project, All with { NameGlob = "LIBFOO?1*" }, default));
        Assert.Equal(files[..1], await Symbols.ListAsync(_project, All with { NameGlob = "libfoo_1*" }, default));
        Assert.Equal([files[2]], await Symbols.ListAsync(_project, All with { NameGlob = "100%" }, default));
        Assert.Equal([files[3]], await Symbols.ListAsync(_project, All with { NameGlob = @"*\*" }, default));
        Assert.Equal(files[1..3], await Symbols.ListAsync(_project, All with { AfterId = "aa01", AfterKind = SymbolKind.Executable, Limit = 2 }, default));
        Assert.Empty(await Symbols.ListAsync(_project, All with { IdPrefix = "ac" }, default));
    }

    [Fact]
    public async Task Knows_which_contents_and_which_executables_it_has()
    {
        await Symbols.PutAsync(_project, File("aa", SymbolKind.Executable, 1), [], default);
        await Symbols.PutAsync(_project, File("bb", SymbolKind.Debug, 2), [], default);
        Assert.Equal([Blob(1), Blob(2)], (await Symbols.KnownAsync(_project, [Blob(1), Blob(2), Blob(3)], default)).OrderBy(b => b.ToString()));
        Assert.Equal([Id("aaaa")], await Symbols.PresentAsync(_project, SymbolKind.Executable, [Id("aaaa"), Id("bbbb")], default));
        Assert.Empty(await Symbols.KnownAsync(store.NewProject(), [Blob(1)], default));
        Assert.Empty(await Symbols.KnownAsync(_project, [], default));
    }

    [Fact]
    public async Task Is_deleted_with_the_content_that_was_meant_only()
    {
        var (first, second) = (File("0202", SymbolKind.Debug, 1), File("0202", SymbolKind.Debug, 2));
        await Symbols.PutAsync(_project, first, [], default);
        await Symbols.PutAsync(_project, second, [], default);
        Assert.False(await Symbols.DeleteAsync(_project, first, default));
        Assert.True(await Symbols.DeleteAsync(_project, second, default));
        Assert.False(await Symbols.DeleteAsync(_project, second, default));
    }

    [Fact]
    public async Task A_released_blob_that_is_a_file_of_symbols_is_referred_to()
    {
        var file = File("0303", SymbolKind.Executable, 1);
        await Symbols.PutAsync(_project, file, [], default);
        await store.Store.ReleasedBlobs.ReleaseAsync(_project, Blob(1), 10, default);
        await store.Store.ReleasedBlobs.ReleaseAsync(_project, Blob(2), 11, default);
        async Task<IEnumerable<ReleasedBlob>> DueAsync() => (await store.Store.ReleasedBlobs.ListAsync(100, 1000, default)).Where(b => b.Project == _project);
        Assert.Equal([new(_project, Blob(1).ToString(), true), new(_project, Blob(2).ToString(), false)], await DueAsync());
        await Symbols.DeleteAsync(_project, file, default);
        Assert.Equal([new(_project, Blob(1).ToString(), false), new(_project, Blob(2).ToString(), false)], await DueAsync());
    }

    [Fact]
    public async Task Takes_part_of_the_disk_once_for_each_content()
    {
        using var folder = new TemporaryFolder();
        var disk = new DiskUse(store.Store.Databases, new DiskFolders(Path.Combine(folder.Path, "blobs"), Path.Combine(folder.Path, "columns")), null);
        var before = (await disk.MeasureAsync(default))[StoragePart.Symbols];
        foreach (var (id, content) in new[] { ("0404", 1), ("0405", 1), ("0406", 2) })
        {
            await Symbols.PutAsync(_project, File(id, SymbolKind.Executable, content) with { Bytes = 100 * content }, [], default);
        }

        Assert.Equal(300, (await disk.MeasureAsync(default))[StoragePart.Symbols] - before);
    }

    private static SymbolPage All { get; } = new("", "", "", default, 100);

    private static SymbolId Id(string digits) => SymbolId.TryParse(digits, out var id) ? id : throw new ArgumentException(digits, nameof(digits));

    private static BlobId Blob(int content) => BlobId.TryParse(new string((char)('0' + content), 64), out var blob) ? blob : throw new ArgumentOutOfRangeException(nameof(content));

    private static SymbolFile File(string id, SymbolKind kind, int content) =>
        new(Id(id.Length == 2 ? id + id : id), kind, Blob(content), 5, "name", 1, SymbolParts.Dwarf, "x86-64");
}
