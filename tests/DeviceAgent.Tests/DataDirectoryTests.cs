using Fleet.DeviceAgent.Configuration;
using Fleet.DeviceAgent.Tests.Testing;

namespace Fleet.DeviceAgent.Tests;

public sealed class DataDirectoryTests
{
    [Fact]
    public void A_folder_that_is_made_is_closed_to_others_and_one_that_is_there_stays_as_it_is()
    {
        using var directory = new TempDirectory();
        using (DataDirectory.Take(directory["made"]))
        {
            Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute, File.GetUnixFileMode(directory["made"]));
        }

        Assert.Null(new Overrides(directory["changed"]).Change("server.key", ["flt_key_secret"]));
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute, File.GetUnixFileMode(directory["changed"]));

        Directory.CreateDirectory(directory["there"]);
        var before = File.GetUnixFileMode(directory["there"]);
        using var taken = DataDirectory.Take(directory["there"]);
        Assert.Equal(before, File.GetUnixFileMode(directory["there"]));
    }
}
