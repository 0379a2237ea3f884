using System.Globalization;
using Fleet.Domain.Prometheus;
using Fleet.Gateway.Api;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.Primitives;

namespace Fleet.Gateway.Prometheus;

/// <summary>What a request asks for: the parameters of its query and, of a POST, of its form.</summary>
internal sealed class PrometheusParameters
{
    private readonly IQueryCollection _query;
    private readonly IFormCollection _form;

    private PrometheusParameters(IQueryCollection query, IFormCollection form)
    {
        _query = query;
        _form = form;
    }

    /// <exception cref="PrometheusException">The body is no form, or too large.</exception>
    public static async Task<PrometheusParameters> ReadAsync(HttpContext context)
    {
        var request = context.Request;
        if (!HttpMethods.IsPost(request.Method))
        {
            return new PrometheusParameters(request.Query, FormCollection.Empty);
        }

        if (context.Features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } size)
        {
            size.MaxRequestBodySize = PrometheusLimits.MaxFormBytes;
        }

        try
        {
            return new PrometheusParameters(request.Query, request.HasFormContentType ? await request.ReadFormAsync(context.RequestAborted) : FormCollection.Empty);
        }
        catch (Exception e) when (e is BadHttpRequestException or InvalidDataException)
        {
            throw PrometheusException.BadData($"error parsing form values: {e.Message}", e);
        }
    }

    /// <summary>Empty when it is not given.</summary>
    public string Text(string name) => All(name) is [var first, ..] ? first : "";

    public IReadOnlyList<string> All(string name) => [.. StringValues.Concat(_form[name], _query[name]).OfType<string>()];

    /// <exception cref="PrometheusException">It cannot be read.</exception>
    public PromExpression Query()
    {
        try
        {
            return PromQlParser.Parse(Text("query"));
        }
        catch (PromQlException e)
        {
            throw Invalid("query", e.Message, e);
        }
    }

    /// <summary>The selectors of <c>match[]</c>.</summary>
    public IReadOnlyList<SelectorExpression> Matches() =>
        [.. All("match[]").Select(text =>
        {
            try
            {
                return PromQlParser.ParseSelector(text);
            }
            catch (PromQlException e)
            {
                throw Invalid("match[]", e.Message, e);
            }
        })];

    /// <summary>Milliseconds since 1970 UTC, from seconds since then or a time as RFC 3339 has it.</summary>
    /// <param name="name">Of the parameter.</param>
    /// <param name="otherwise">When it is not given; null when it has to be.</param>
    public long Time(string name, long? otherwise)
    {
        var text = Text(name);
        if (text.Length == 0 && otherwise is { } value)
        {
            return value;
        }

        var ms = double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var seconds) ? seconds * 1000
            : DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var time) ? time.ToUnixTimeMilliseconds()
            : throw Invalid(name, $"cannot parse {PromText.Quote(text)} to a valid timestamp");
        return ms is >= 0 and <= TimeRange.MaxMs ? (long)Math.Round(ms) : throw Invalid(name, $"{PromText.Quote(text)} is not from 1970 to 9999");
    }

    /// <summary>Milliseconds, from seconds or a duration such as 1h30m.</summary>
    /// <param name="name">Of the parameter.</param>
    /// <param name="otherwise">When it is not given; null when it has to be.</param>
    public long Duration(string name, long? otherwise)
    {
        var text = Text(name);
        if (text.Length == 0 && otherwise is { } value)
        {
            return value;
        }

        return PromText.TryParseDuration(text, out var ms) ? ms
            : double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var seconds) && Math.Abs(seconds) * 1000 <= PromText.MaxDurationMs
                ? (long)Math.Round(seconds * 1000)
            : throw Invalid(name, $"cannot parse {PromText.Quote(text)} to a valid duration");
    }

    /// <summary>How many the answer may have.</summary>
    public int Limit(string name)
    {
        var text = Text(name);
        return text.Length == 0 ? PrometheusLimits.MaxListed
            : int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var limit)
                ? limit == 0 ? PrometheusLimits.MaxListed : Math.Min(limit, PrometheusLimits.MaxListed)
            : throw Invalid(name, "limit must be a non-negative number");
    }

    public static PrometheusException Invalid(string name, string problem, Exception? cause = null) =>
        PrometheusException.BadData($"invalid parameter {PromText.Quote(name)}: {problem}", cause);
}
