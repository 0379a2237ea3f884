using CsCheck;
using Fleet.Domain.Prometheus;

namespace Fleet.Domain.Tests.Prometheus;

public sealed class SeriesNameTests
{
    [Theory]
    [InlineData("http.latency", "http_latency")]
    [InlineData("a:b/c@d%e+f-g", "a_b_c_d_e_f_g")]
    [InlineData("5ghz", "5ghz")]
    public void A_key_becomes_a_stem(string key, string stem) => Assert.Equal(stem, SeriesName.StemOf(key));

    [Fact]
    public void A_name_is_read_as_it_was_written() =>
        Gen.Select(Gen.Enum<SeriesLevel>(), Gen.Enum<SeriesStat>(), Gen.String[Gen.Char["abz019._:/@%+-"], 1, 128]).Sample((level, stat, key) =>
        {
            var name = new SeriesName(level, SeriesName.StemOf(key), stat);
            Assert.Equal(name, SeriesName.TryParse(name.ToString()));
            Assert.Equal(name.ToString(), Assert.IsType<SelectorExpression>(PromQlParser.Parse(name.ToString())).Name);
        });

    [Theory]
    [InlineData("fleet:x")]
    [InlineData("fleet::mean")]
    [InlineData("FLEET:x:mean")]
    [InlineData("fleet:x:mean:1")]
    [InlineData("fleet:x:p95")]
    [InlineData("up")]
    public void Other_names_are_none_of_ours(string name) => Assert.Null(SeriesName.TryParse(name));
}
