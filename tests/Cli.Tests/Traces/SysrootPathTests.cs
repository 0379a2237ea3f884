using Fleet.Cli.Traces;

namespace Fleet.Cli.Tests.Traces;

public sealed class SysrootPathTests
{
    [Theory]
    [InlineData("/usr/lib/libc.so.6", "usr/lib/libc.so.6")]
    [InlineData("/usr/bin/app (deleted)", "usr/bin/app")]
    [InlineData("/usr//lib/./libm.so", "usr/lib/libm.so")]
    [InlineData("/../../etc/passwd", "etc/passwd")]
    [InlineData("../../../home/me/.bashrc", "home/me/.bashrc")]
    [InlineData("app", "app")]
    public void A_path_of_a_core_stays_below_the_folder(string path, string expected) => Assert.Equal(expected, SysrootPath.Of(path));

    [Theory]
    [InlineData("")]
    [InlineData("/")]
    [InlineData("..")]
    [InlineData("/usr/lib/")]
    [InlineData("/a\0b")]
    [InlineData("/a\nb")]
    public void What_names_no_file_is_none(string path) => Assert.Null(SysrootPath.Of(path));

    [Fact]
    public void Names_and_depths_that_no_file_system_takes_are_none()
    {
        Assert.Null(SysrootPath.Of($"/{new string('a', 256)}"));
        Assert.Null(SysrootPath.Of(string.Concat(Enumerable.Repeat("/a", 65))));
    }
}
