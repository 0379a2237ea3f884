using Fleet.Domain.Prometheus;

namespace Fleet.Domain.Tests.Prometheus;

public sealed class PromQlParserTests
{
    [Theory]
    [InlineData("1 + 2 * 3 ^ 2 ^ 1", "1 + (2 * (3 ^ (2 ^ 1)))")]
    [InlineData("-a:b:c ^ 2 * 3", "(-(a:b:c ^ 2)) * 3")]
    [InlineData("-1 ^ 2", "-(1 ^ 2)")]
    [InlineData("2 ^ -1", "2 ^ (-1)")]
    [InlineData("1 - 2 - 3", "(1 - 2) - 3")]
    [InlineData("a:b:c or d:e:f and g:h:i unless j:k:l", "a:b:c or ((d:e:f and g:h:i) unless j:k:l)")]
    [InlineData("a:b:c + 1 > bool 2 * 3", "(a:b:c + 1) > bool (2 * 3)")]
    [InlineData("SUM BY (cohort, ) (a:b:c)", "sum by (cohort) (a:b:c)")]
    [InlineData("sum(a:b:c) without (quantile)", "sum without (quantile) (a:b:c)")]
    [InlineData("topk(3, a:b:c)", "topk(3, a:b:c)")]
    [InlineData("rate ( a:b:c{cohort=~'x|y', key != `z`} [1d12h] offset -1w )", "rate(a:b:c{cohort=~\"x|y\", key!=\"z\"}[1d12h] offset -1w)")]
    [InlineData("{__name__=~\"fleet:.*\"}", "{__name__=~\"fleet:.*\"}")]
    [InlineData("a:b:c / on (cohort) group_left (software_type) d:e:f", "a:b:c / on (cohort) group_left (software_type) d:e:f")]
    [InlineData("a:b:c * ignoring (by, sum) d:e:f # comment", "a:b:c * ignoring (by, sum) d:e:f")]
    [InlineData("0x1F + 1e-3 + .5 + Inf", "((31 + 0.001) + 0.5) + (+Inf)")]
    [InlineData("\"a\\\"\\u00e9\\x41\"", "\"a\\\"\u00e9A\"")]
    [InlineData("round(a:b:c, 5)", "round(a:b:c, 5)")]
    public void A_query_is_read_as_Prometheus_reads_it(string query, string grouped) =>
        Assert.Equal(grouped, PromPrinter.Print(PromQlParser.Parse(query)));

    [Theory]
    [InlineData("", "1:1: parse error: no expression found in input")]
    [InlineData("1 +", "1:4: parse error: unexpected end of input in expression")]
    [InlineData("sum(\n  a:b:c{cohort=}\n)", "2:16: parse error: unexpected \"}\" in label matching, expected string")]
    [InlineData("a:b:c{cohort=~\"(\"}", "1:15: parse error: InsufficientClosingParentheses at character 2 of the regular expression \"(\"")]
    [InlineData("a:b:c{cohort=~\"(?=x)\"}", "1:15: parse error: the regular expression \"(?=x)\" needs backtracking or is too large")]
    [InlineData("a:b:c{cohort=~\"((x{1000}){1000}){1000}\"}", "1:15: parse error: the regular expression")]
    [InlineData("a:b:c{cohort=~\")(\"}", "1:15: parse error: InsufficientOpeningParentheses")]
    [InlineData("{cohort=\"\"}", "1:1: parse error: vector selector must contain at least one non-empty matcher")]
    [InlineData("{cohort=~\".*\"}", "1:1: parse error: vector selector must contain at least one non-empty matcher")]
    [InlineData("a:b:c{__name__=\"x\"}", "1:7: parse error: metric name must not be set twice")]
    [InlineData("rate(a:b:c)", "1:1: parse error: expected type range vector in call to function \"rate\", got instant vector")]
    [InlineData("rate(a:b:c[1d], 2)", "1:1: parse error: expected 1 argument(s) in call to \"rate\", got 2")]
    [InlineData("1 + histogram_quantile(0.9, a:b:c)", "1:5: parse error: unsupported function \"histogram_quantile\"")]
    [InlineData("stddev(a:b:c)", "1:1: parse error: unsupported aggregation \"stddev\"")]
    [InlineData("frobnicate(a:b:c)", "1:1: parse error: unknown function with name \"frobnicate\"")]
    [InlineData("rate(a:b:c[1d:1h])", "1:14: parse error: subqueries are not supported")]
    [InlineData("rate(a:b:c[1d:])", "1:14: parse error: subqueries are not supported")]
    [InlineData("sum(a:b:c)[1d]", "1:11: parse error: subqueries are not supported")]
    [InlineData("a:b:c @ 1600000000", "1:7: parse error: the @ modifier is not supported")]
    [InlineData("a:b:c offset 1h[1d]", "1:16: parse error: the range goes before the offset")]
    [InlineData("a:b:c[5]", "1:7: parse error: unexpected number \"5\" in range, expected duration")]
    [InlineData("a:b:c[0s]", "1:7: parse error: duration must be greater than 0")]
    [InlineData("a:b:c[1m1h]", "1:7: parse error: bad number or duration syntax: \"1m1h\"")]
    [InlineData("1 > 2", "1:3: parse error: comparisons between scalars must use BOOL modifier")]
    [InlineData("a:b:c + bool d:e:f", "1:7: parse error: bool modifier can only be used on comparison operators")]
    [InlineData("1 and a:b:c", "1:3: parse error: set operator \"and\" not allowed in binary scalar expression")]
    [InlineData("a:b:c + on (x) 1", "1:7: parse error: vector matching only allowed between instant vectors")]
    [InlineData("a:b:c and on (x) group_left d:e:f", "1:7: parse error: no grouping allowed for \"and\" operation")]
    [InlineData("a:b:c[1d] + 1", "1:11: parse error: binary expression must contain only scalar and instant vector types, got range vector")]
    [InlineData("-\"x\"", "1:1: parse error: unary expression only allowed on expressions of type scalar or instant vector, got string")]
    [InlineData("a:b:c d:e:f", "1:7: parse error: unexpected identifier \"d:e:f\" in expression")]
    [InlineData("\"abc", "1:1: parse error: unterminated quoted string")]
    [InlineData("\"\\d\"", "1:2: parse error: unknown escape sequence")]
    [InlineData("a:b:c ; 1", "1:7: parse error: unexpected character \";\"")]
    public void A_mistake_is_told_with_line_and_column(string query, string message) =>
        Assert.StartsWith(message, Assert.Throws<PromQlException>(() => PromQlParser.Parse(query)).Message, StringComparison.Ordinal);

    [Fact]
    public void A_query_has_bounds()
    {
        Assert.Contains("characters", Assert.Throws<PromQlException>(() => PromQlParser.Parse(new string(' ', PromQlParser.MaxLength + 1))).Message, StringComparison.Ordinal);
        Assert.Contains("at most", Assert.Throws<PromQlException>(() => PromQlParser.Parse(new string('(', 20_000))).Message, StringComparison.Ordinal);
        Assert.Contains("at most", Assert.Throws<PromQlException>(() => PromQlParser.Parse(string.Concat(Enumerable.Repeat("1+", 10_000)) + "1")).Message, StringComparison.Ordinal);
        Assert.Contains("at most", Assert.Throws<PromQlException>(() => PromQlParser.Parse(new string('-', 20_000) + "1")).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void What_is_printed_is_read_as_the_same_tree() => CsCheck.Check.Sample(CsCheck.Gen.Int, seed =>
    {
        var tree = PromQlParser.Parse(new RandomQuery(new Random(seed)).Vector(depth: 4));
        Assert.Equal(tree, PromQlParser.Parse(PromPrinter.Print(tree)));
    }, iter: 20_000);

    [Fact]
    public void Any_text_is_read_or_refused() => CsCheck.Check.Sample(CsCheck.Gen.Int, seed =>
    {
        var random = new Random(seed);
        var query = new RandomQuery(random).Vector(depth: 3).ToCharArray();
        string[] pieces = ["(", ")", "{", "}", "[", "]", "\"", "by", "offset", "-", "1d", "@", ":", "\\", "=~", ",", "\0", "\ud800", "0x", "1e"];
        var text = new string(query);
        for (var i = random.Next(1, 6); i > 0; i--)
        {
            var at = random.Next(text.Length + 1);
            var removed = random.Next(Math.Min(4, text.Length - at + 1));
            text = text[..at] + (random.Next(2) == 0 ? pieces[random.Next(pieces.Length)] : "") + text[(at + removed)..];
        }

        try
        {
            var tree = PromQlParser.Parse(text);
            Assert.Equal(tree, PromQlParser.Parse(PromPrinter.Print(tree)));
        }
        catch (PromQlException e)
        {
            Assert.InRange(e.Line, 1, text.Count(c => c == '\n') + 1);
            Assert.InRange(e.Column, 1, text.Length + 1);
        }
    }, iter: 20_000);
}
