using MessagePack;

namespace Fleet.Domain.Devices;

/// <summary><c>[report_interval_ms, monitoring, debugging, logging, bytes_per_day, developer_until_ms]</c>, nil for what the project decides; elements behind them are skipped.</summary>
internal static class DeviceSettingsCodec
{
    private const int Fields = 6;

    public static void Write(ref MessagePackWriter writer, DeviceSettings settings)
    {
        writer.WriteArrayHeader(Fields);
        Write(ref writer, settings.ReportIntervalMs);
        Write(ref writer, settings.Monitoring);
        Write(ref writer, settings.Debugging);
        Write(ref writer, settings.Logging);
        Write(ref writer, settings.BytesPerDay);
        writer.Write(settings.DeveloperUntilMs);
    }

    public static DeviceSettings Read(ref MessagePackReader reader)
    {
        var count = reader.ReadArrayHeader();
        var settings = new DeviceSettings(
            reader.TryReadNil() ? null : reader.ReadInt64(),
            reader.TryReadNil() ? null : reader.ReadBoolean(),
            reader.TryReadNil() ? null : reader.ReadBoolean(),
            reader.TryReadNil() ? null : reader.ReadBoolean(),
            reader.TryReadNil() ? null : reader.ReadInt64(),
            reader.ReadInt64());
        for (var i = Fields; i < count; i++)
        {
            reader.Skip();
        }

        return settings;
    }

    private static void Write(ref MessagePackWriter writer, long? value)
    {
        if (value is { } number)
        {
            writer.Write(number);
        }
        else
        {
            writer.WriteNil();
        }
    }

    private static void Write(ref MessagePackWriter writer, bool? value)
    {
        if (value is { } flag)
        {
            writer.Write(flag);
        }
        else
        {
            writer.WriteNil();
        }
    }
}
