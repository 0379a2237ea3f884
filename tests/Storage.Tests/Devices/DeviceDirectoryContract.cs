using CsCheck;
using Fleet.Domain.Devices;
using Fleet.Domain.Devices.Filters;
using Fleet.Grains.Devices;
using Fleet.Tests.Shared;

namespace Fleet.Storage.Tests.Devices;

/// <summary>What every device directory does.</summary>
public abstract class DeviceDirectoryContract(StoreFixture store)
{
    private IDeviceDirectory Directory => store.Store.Devices;

    [Fact]
    public async Task Unknown_device_is_not_found() => Assert.Null(await Directory.FindAsync(new DeviceKey(store.NewProject(), "d"), default));

    [Fact]
    public async Task List_pages_in_ordinal_order_of_serials()
    {
        var project = store.NewProject();
        string[] serials = ["a", "B", "b", "a-1", "a.1", "a:1", "a_1", "A", "10", "9", "Z"];
        await AddAsync([.. serials.Select(serial => Views.Of(project, serial))]);
        await AddAsync(Views.Of(store.NewProject(), "a-other"));

        var listed = new List<string>();
        for (var after = ""; ;)
        {
            var page = await Directory.ListAsync(project, DeviceQuery.Any, after, 3, default);
            if (page.Count == 0)
            {
                break;
            }

            listed.AddRange(page.Select(device => device.Serial));
            after = listed[^1];
        }

        Assert.Equal(serials.Order(StringComparer.Ordinal), listed);
        Assert.Equal(serials.Length, await Directory.CountAsync(project, DeviceQuery.Any, default));
    }

    [Theory]
    [InlineData("%")]
    [InlineData("_")]
    [InlineData("'")]
    [InlineData("\"")]
    [InlineData("\\")]
    [InlineData("' or 1=1 --")]
    [InlineData("*")]
    [InlineData("[a")]
    [InlineData("é")]
    [InlineData("$1")]
    public async Task Special_characters_mean_themselves(string nickname)
    {
        var project = store.NewProject();
        await AddAsync(Views.Of(project, "same", nickname: nickname), Views.Of(project, "longer", nickname: $"{nickname}x"), Views.Of(project, "other", nickname: $"x{nickname}"), Views.Of(project, "none"));

        Assert.Equal(["same"], await MatchAsync(project, new FieldCondition(DeviceField.Nickname, DeviceOperator.Equal, [nickname])));
        Assert.Equal(["longer", "same"], await MatchAsync(project, new FieldCondition(DeviceField.Nickname, DeviceOperator.StartsWith, [nickname])));
        Assert.Equal(["longer", "none", "other"], await MatchAsync(project, new FieldCondition(DeviceField.Nickname, DeviceOperator.NotEqual, [nickname])));
    }

    [Fact]
    public async Task All_conditions_must_hold()
    {
        var project = store.NewProject();
        await AddAsync(
            Views.Of(project, "a1", cohort: "beta", version: "1.0"),
            Views.Of(project, "a2", cohort: "beta", version: "2.0"),
            Views.Of(project, "b1", cohort: "beta", version: "2.0"),
            Views.Of(project, "a3", cohort: "default", version: "2.0"));

        Assert.Equal(["a2"], await MatchAsync(
            project,
            new FieldCondition(DeviceField.Cohort, DeviceOperator.Equal, ["beta"]),
            new FieldCondition(DeviceField.SoftwareVersion, DeviceOperator.NotEqual, ["1.0"]),
            new FieldCondition(DeviceField.Serial, DeviceOperator.StartsWith, ["a"])));
    }

    [Fact]
    public async Task Every_field_can_be_asked_for()
    {
        var project = store.NewProject();
        await AddAsync(Views.Of(project, "d"));

        foreach (var field in Enum.GetValues<DeviceField>())
        {
            Assert.Equal(["d"], await MatchAsync(project, new FieldCondition(field, DeviceOperator.StartsWith, [""])));
            Assert.Empty(await MatchAsync(project, new FieldCondition(field, DeviceOperator.Equal, ["never"])));
        }
    }

    [Fact]
    public async Task Lists_leave_out_the_latest_values_that_the_device_itself_has()
    {
        var device = Views.Of(store.NewProject(), "d");
        await AddAsync(device);

        var listed = Assert.Single(await Directory.ListAsync(device.Project, DeviceQuery.Any, "", 10, default));

        Assert.True(Views.AreSame(device with { Latest = [] }, listed));
        Assert.True(Views.AreSame(device, (await Directory.FindAsync(new DeviceKey(device.Project, "d"), default))!));
    }

    [Fact]
    public async Task Cohorts_come_once_each_in_ordinal_order()
    {
        var project = store.NewProject();
        string[] cohorts = ["beta", "default", "Alpha", "beta"];
        await AddAsync([.. cohorts.Select((cohort, i) => Views.Of(project, $"d{i}", cohort: cohort))]);
        await AddAsync(Views.Of(store.NewProject(), "d", cohort: "other"));

        Assert.Equal(["Alpha", "beta", "default"], await Directory.CohortsAsync(project, default));
        Assert.Empty(await Directory.CohortsAsync(store.NewProject(), default));
    }

    [Fact]
    public async Task Versions_that_devices_run_come_once_each()
    {
        var project = store.NewProject();
        string[] versions = ["1.0", "2.0", "1.0"];
        await AddAsync([.. versions.Select((version, i) => Views.Of(project, $"d{i}") with { SoftwareType = "main", SoftwareVersion = version })]);
        await AddAsync(Views.Of(project, "other") with { SoftwareType = "modem", SoftwareVersion = "9" });

        Assert.Equal(["1.0", "2.0"], (await Directory.VersionsAsync(project, "main", default)).Order(StringComparer.Ordinal));
        Assert.Empty(await Directory.VersionsAsync(store.NewProject(), "main", default));
    }

    [Fact]
    public async Task Cohorts_are_the_first_of_too_many()
    {
        var project = store.NewProject();
        var cohorts = Enumerable.Range(0, IDeviceDirectory.MaxCohorts + 1).Select(i => $"cohort-{i:D4}").ToList();
        await AddAsync([.. cohorts.Select((cohort, i) => Views.Of(project, $"d{i}", cohort: cohort))]);

        Assert.Equal(cohorts.Take(IDeviceDirectory.MaxCohorts), await Directory.CohortsAsync(project, default));
    }

    [Fact]
    public async Task A_prefix_may_end_with_the_last_code_points()
    {
        var project = store.NewProject();
        string[] nicknames = ["", "a", "a\U0010FFFF", "a\U0010FFFF\U0010FFFF", "a\uD7FF", "a\uE000", "b", "\U0010FFFF", "\U0010FFFFx"];
        await AddAsync([.. nicknames.Select((nickname, i) => Views.Of(project, $"d{i}", nickname: nickname))]);

        foreach (var prefix in nicknames)
        {
            Assert.Equal(
                nicknames.Index().Where(n => n.Item.StartsWith(prefix, StringComparison.Ordinal)).Select(n => $"d{n.Index}"),
                await MatchAsync(project, new FieldCondition(DeviceField.Nickname, DeviceOperator.StartsWith, [prefix])));
        }
    }

    /// <summary>More devices than are read at a time, and filters of which SQL says all, some and nothing.</summary>
    [Fact]
    public async Task Any_filter_lists_and_counts_the_devices_that_it_matches()
    {
        var project = store.NewProject();
        var devices = DeviceFilterGen.Device.Array[600].Single().Select((device, i) => device with { Serial = $"{"aAb"[i % 3]}{i}" }).ToList();
        await AddAsync([.. devices.Select(device => Views.Of(project, device))]);
        await AddAsync(Views.Of(store.NewProject(), devices[0]));
        devices.Sort((one, other) => string.CompareOrdinal(one.Serial, other.Serial));

        await DeviceFilterGen.Filter.SampleAsync(
            async filter =>
            {
                var expected = devices.Where(device => filter.Matches(device, DeviceFilterGen.NowMs)).Select(device => device.Serial).ToList();
                var query = new DeviceQuery(filter, DeviceFilterGen.NowMs, DeviceFilterGen.Metrics);
                var listed = await Directory.ListAsync(project, query, "", devices.Count, default);
                Assert.Equal(expected, listed.Select(device => device.Serial));
                Assert.All(listed, device => Assert.Empty(device.Latest));
                Assert.Equal(expected.Count, await Directory.CountAsync(project, query, default));
                var middle = devices[devices.Count / 2].Serial;
                var page = await Directory.ListAsync(project, query, middle, 7, default);
                Assert.Equal(expected.Where(serial => string.CompareOrdinal(serial, middle) > 0).Take(7), page.Select(device => device.Serial));
            },
            iter: 150);
    }

    private async Task<IEnumerable<string>> MatchAsync(string project, params DeviceFilter[] conditions)
    {
        var query = DeviceQuery.Any with { Filter = new AllOfFilter([.. conditions]) };
        var listed = await Directory.ListAsync(project, query, "", 100, default);
        Assert.Equal(listed.Count, await Directory.CountAsync(project, query, default));
        return listed.Select(device => device.Serial);
    }

    private Task AddAsync(params DeviceView[] devices) => store.Store.Projections.AddAsync(devices);
}
