using CsCheck;
using Fleet.Domain.Traces.Tickets;

namespace Fleet.Domain.Tests.Traces.Tickets;

public sealed class TicketTemplateTests
{
    private static readonly Gen<string> Hostile = Gen.OneOf(
        Pick.Of("", "&x=1#y", "https://evil/", "\r\nHeader: x", "{stack}", "%7B{id}", "ünï 💥", "\ud800", "a b+c", "</script>"), Gen.String[0, 50], Gen.String[Gen.Char['\u0080', '\uffff'], 0, 4_000]);

    private static readonly Gen<TicketFields> Fields = Gen.Select(Hostile, Hostile, Hostile, Hostile, Hostile, (title, crash, version, url, stack) =>
        new TicketFields { Id = 17, Title = title, Class = crash, SoftwareType = "main", Version = version, Traces = 3, Devices = 2, Url = url, Stack = stack });

    [Theory]
    [InlineData("https://github.com/acme/product/issues/new?title={title}&body={stack}%0A{url}")]
    [InlineData("https://gitlab.example/acme/product/-/issues/new?issue[title]={title}&issue[description]={stack}")]
    [InlineData("https://acme.atlassian.net/secure/CreateIssueDetails!init.jspa?pid=10000&issuetype=1&summary={title}&description={stack}")]
    public void Forms_of_trackers_that_people_use_are_templates(string text) => Assert.Equal(text, TicketTemplate.Parse(text).Text);

    [Fact]
    public void Values_are_where_the_template_has_them()
    {
        var fields = new TicketFields
        {
            Id = 17,
            Title = "abort in app!run & more",
            Class = "abort",
            SoftwareType = "main",
            Version = "1.2+3",
            Traces = 30,
            Devices = 4,
            Url = "https://fleet/i/17",
            Stack = "app!run\napp!main",
        };
        Assert.Equal(
            "http://t/new/17?t=abort%20in%20app%21run%20%26%20more&v=main%201.2%2B3&n=30,4&c=abort&b=app%21run%0Aapp%21main#https%3A%2F%2Ffleet%2Fi%2F17",
            TicketTemplate.Parse("http://t/new/{id}?t={title}&v={software_type}%20{version}&n={traces},{devices}&c={class}&b={stack}#{url}").Fill(fields));
    }

    [Fact]
    public void Whatever_a_device_says_it_stays_in_its_place() => Fields.Sample(fields =>
    {
        var template = TicketTemplate.Parse("https://tracker.example/new?title={title}&class={class}&version={version}&url={url}&body={stack}&id={id}");
        var filled = template.Fill(fields);

        var url = new Uri(filled);
        Assert.Equal(("https", "tracker.example", "/new", ""), (url.Scheme, url.Host, url.AbsolutePath, url.Fragment));
        Assert.InRange(filled.Length, 1, TicketTemplate.MaxUrl);
        Assert.DoesNotContain(filled, c => c is <= ' ' or > '~' or '<' or '>' or '"');
        var parameters = url.Query[1..].Split('&').Select(p => p.Split('=')).ToDictionary(p => p[0], p => Uri.UnescapeDataString(p[1]));
        Assert.Equal(["title", "class", "version", "url", "body", "id"], parameters.Keys);
        Assert.Equal("17", parameters["id"]);
        Assert.StartsWith(parameters["title"], Valid(fields.Title), StringComparison.Ordinal);
        Assert.StartsWith(parameters["body"], Valid(fields.Stack), StringComparison.Ordinal);
    });

    [Fact]
    public void A_stack_gets_the_room_that_is_left_in_whole_lines()
    {
        var fields = new TicketFields
        {
            Id = 1,
            Title = new string('é', 5_000),
            Class = "abort",
            SoftwareType = "main",
            Version = "1",
            Traces = 1,
            Devices = 1,
            Stack = string.Join('\n', Enumerable.Range(1000, 9_000)),
        };
        var filled = TicketTemplate.Parse("https://t/?t={title}&b={stack}&again={stack}").Fill(fields);
        Assert.InRange(filled.Length, TicketTemplate.MaxUrl - 20, TicketTemplate.MaxUrl);
        var body = Uri.UnescapeDataString(filled.Split("&b=")[1].Split('&')[0]).Split('\n');
        Assert.All(body, line => Assert.Equal(4, line.Length));
    }

    [Theory]
    [InlineData("", "template: 0 characters, 1 to 2048 are allowed")]
    [InlineData("javascript:alert({title})", "template: must begin with http:// or https:// and a host, without a user")]
    [InlineData("ftp://host/{title}", "template: must begin with http:// or https:// and a host, without a user")]
    [InlineData("https://{title}/", "template: must begin with http:// or https:// and a host, without a user")]
    [InlineData("https://eva:secret@host/{title}", "template: must begin with http:// or https:// and a host, without a user")]
    [InlineData("https://host{title}/", "template, character 13: the host must end, with a slash, before the first value")]
    [InlineData("https://host\\{title}/", "template, character 13: a URL has no backslash; one that is part of a value is written %5C")]
    [InlineData("https://host/{titel}", "template, character 14: there is no {titel}, only {class} {devices} {id} {software_type} {stack} {title} {traces} {url} {version}")]
    [InlineData("https://host/{title", "template, character 14: a brace without its other; one that is part of the URL is written %7B or %7D")]
    [InlineData("https://host/title}", "template, character 19: a brace without its other; one that is part of the URL is written %7B or %7D")]
    [InlineData("https://host/ü", "template, character 14: a URL has letters, digits and signs of ASCII only, everything else is percent-encoded")]
    public void What_is_no_template_is_said(string text, string problem) => Assert.Equal(problem, Assert.Throws<ArgumentException>(() => TicketTemplate.Parse(text)).Message);

    /// <summary>What cannot be encoded stands as the character for that.</summary>
    private static string Valid(string text) => string.Concat(text.EnumerateRunes());
}
