using Google.Protobuf.WellKnownTypes;

namespace Fleet.Cli.Output;

/// <summary>Times as people read them: near ones by their distance, far ones by their date, all in UTC.</summary>
internal static class HumanTime
{
    public static string Minute(Timestamp? time) => time is null ? "" : $"{time.ToDateTimeOffset():yyyy-MM-dd HH:mm}";

    public static string Second(Timestamp? time) => time is null ? "" : $"{time.ToDateTimeOffset():yyyy-MM-dd HH:mm:ss}";

    public static string Ago(Timestamp? time, DateTimeOffset now)
    {
        if (time is null)
        {
            return "never";
        }

        var age = now - time.ToDateTimeOffset();
        return age switch
        {
            { TotalSeconds: < 0 } => $"{time.ToDateTimeOffset():yyyy-MM-dd HH:mm}",
            { TotalSeconds: < 60 } => $"{age.Seconds} s ago",
            { TotalMinutes: < 60 } => $"{age.Minutes} min ago",
            { TotalHours: < 48 } => $"{(int)age.TotalHours} h ago",
            { TotalDays: < 30 } => $"{age.Days} d ago",
            _ => $"{time.ToDateTimeOffset():yyyy-MM-dd}",
        };
    }
}
