namespace Fleet.Gateway.Devices;

/// <summary>Answers to a device that are not a reply: a status, and a line for its log.</summary>
internal static class DeviceAnswer
{
    /// <summary>Seconds between which a refused device comes back, at random: all of a fleet at once would be refused again.</summary>
    private const int LaterMinSeconds = 2;
    private const int LaterMaxSeconds = 15;

    public static Task TextAsync(HttpContext context, int status, string text)
    {
        context.Response.StatusCode = status;
        context.Response.ContentType = "text/plain; charset=utf-8";
        return context.Response.WriteAsync(text + "\n");
    }

    /// <summary>503 or 429: nothing was taken, the device comes back.</summary>
    public static Task LaterAsync(HttpContext context, int status, string text)
    {
        ComeLater(context);
        return TextAsync(context, status, text);
    }

    /// <summary>Says when to come back.</summary>
    public static void ComeLater(HttpContext context) =>
        context.Response.Headers.RetryAfter = Random.Shared.Next(LaterMinSeconds, LaterMaxSeconds + 1).ToString();
}
