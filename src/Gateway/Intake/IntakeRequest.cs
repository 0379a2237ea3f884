namespace Fleet.Gateway.Intake;

/// <summary>How readings are read, as headers or query parameters of the request say; each may be set where a client lets its URL or headers be set.</summary>
/// <param name="Serial">Of the one device that all readings are of; empty when labels tell.</param>
/// <param name="SerialLabel">The label that holds the serial; empty for the usual ones.</param>
/// <param name="Tags">Labels that become part of a metric's key, in this order.</param>
internal sealed record IntakeRequest(string Serial, string SerialLabel, IReadOnlyList<string> Tags)
{
    /// <summary>Labels that become part of keys.</summary>
    private const int MaxTags = 16;

    private const string SerialName = "device";
    private const string SerialLabelName = "device_label";
    private const string TagsName = "tags";

    /// <exception cref="IntakeException">Too many labels.</exception>
    public static IntakeRequest Of(HttpRequest request)
    {
        var tags = Text(request, TagsName).Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        return tags.Length <= MaxTags
            ? new IntakeRequest(Text(request, SerialName), Text(request, SerialLabelName), tags)
            : throw new IntakeException(StatusCodes.Status400BadRequest, $"{TagsName}: {tags.Length} labels, at most {MaxTags} allowed");
    }

    /// <summary>As <c>Fleet-Device-Label</c> or as <c>device_label</c>.</summary>
    private static string Text(HttpRequest request, string name) =>
        request.Headers[$"Fleet-{name.Replace('_', '-')}"].ToString() is { Length: > 0 } header ? header : request.Query[name].ToString();
}
