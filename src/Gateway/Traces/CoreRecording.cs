using System.Globalization;
using Fleet.Api.V1;
using Fleet.Domain.Devices;
using Fleet.Gateway.Api;
using Fleet.Gateway.Observations;
using Fleet.Grains;
using Fleet.Grains.Blobs;
using Fleet.Grains.Devices;
using Fleet.Grains.Observations;
using Fleet.Protocol;
using Fleet.Protocol.Devices;
using Fleet.Protocol.Sync;
using Coredumps = Fleet.Protocol.Coredumps;

namespace Fleet.Gateway.Traces;

/// <summary>Records cores that come from no agent.</summary>
internal sealed class CoreRecording(IBlobStore blobs, ObservationReader observations, IGrainFactory grains, TimeProvider time)
{
    private const string UnknownHardware = "unknown";

    private static ReadOnlySpan<byte> ZstdMagic => [0x28, 0xb5, 0x2f, 0xfd];

    /// <exception cref="Grpc.Core.RpcException">INVALID_ARGUMENT.</exception>
    public async Task<RecordCoreResponse> RecordAsync(RecordCoreRequest request, CancellationToken cancellation)
    {
        if (!DeviceSerial.IsValid(request.Serial))
        {
            throw ApiErrors.Invalid("serial", $"must match {DeviceSerial.Pattern}");
        }

        var (crash, core, blob) = Read(request);
        var known = await KnownAsync(request.Project, crash.Id, cancellation);
        if (known.HasCore)
        {
            return new RecordCoreResponse { Id = crash.Id.ToString("n"), IsKnown = true };
        }

        await CheckContentAsync(request.Project, blob, core.Content.Bytes, cancellation);
        var now = time.GetUtcNow().ToUnixTimeMilliseconds();
        var recorded = new RecordedCore(
            known.Serial is null ? crash : null,
            core,
            request.Time is null ? now : TimeRange.Milliseconds(request.Time, "time"),
            request.SoftwareType,
            request.SoftwareVersion,
            request.HardwareVersion.Length > 0 ? request.HardwareVersion : UnknownHardware);

        // The core of a crash that a device told of belongs to that device, whoever brings it.
        var device = grains.GetGrain<IDeviceGrain>(GrainKeys.Device(new DeviceKey(request.Project, known.Serial ?? request.Serial)));
        try
        {
            var isNew = await device.RecordCore(CoreRecord.Of(recorded));
            return new RecordCoreResponse { Id = crash.Id.ToString("n"), IsKnown = !isNew };
        }
        catch (ArgumentException e)
        {
            throw ApiErrors.Invalid(e.Message);
        }
    }

    private static (Coredumps.Crash Crash, Coredumps.Coredump Core, BlobId Blob) Read(RecordCoreRequest request)
    {
        if (request.Crash is not { } crash)
        {
            throw ApiErrors.Invalid("crash", "must be given");
        }

        if (request.Core is not { } core || !BlobId.TryParse(core.Sha256, out var blob))
        {
            throw ApiErrors.Invalid("core.sha256", "must be 64 hexadecimal digits");
        }

        if (!Guid.TryParseExact(crash.Id.Length > 0 ? crash.Id : blob.ToString()[..32], "n", out var id))
        {
            throw ApiErrors.Invalid("crash.id", "must be 32 hexadecimal digits");
        }

        if (crash.Strategy == CoreStrategy.None || !System.Enum.IsDefined(crash.Strategy))
        {
            throw ApiErrors.Invalid("crash.strategy", "must be what the core holds");
        }

        var strategy = crash.Strategy == CoreStrategy.Unspecified ? Coredumps.CoreStrategy.Full : (Coredumps.CoreStrategy)((int)crash.Strategy - 1);
        try
        {
            // What is stored is read back by these: they know best what can be.
            var summary = new Coredumps.Crash(
                id, crash.Program, crash.Executable, crash.Pid, crash.Signal, crash.Code,
                crash.FaultAddress.Length > 0 ? Address("crash.fault_address", crash.FaultAddress) : null,
                crash.Thread, strategy, core.SizeBytes, crash.Reason, [.. crash.Frames.Select(FrameOf)]);
            var dump = new Coredumps.Coredump(id, strategy, request.IsTruncated, new Fleet.Protocol.Attachments.Attachment(blob.ToString(), core.SizeBytes));
            return (Coredumps.Crash.Decode(summary.Encode()), Coredumps.Coredump.Decode(dump.Encode()), blob);
        }
        catch (ProtocolException e)
        {
            throw ApiErrors.Invalid("crash", e.Message);
        }
    }

    private static Coredumps.CrashFrame FrameOf(CrashFrame frame, int i) =>
        frame.BuildId.Length % 2 == 0 && frame.BuildId.All(char.IsAsciiHexDigit)
            ? new Coredumps.CrashFrame(frame.BuildId.ToLowerInvariant(), frame.Module, Address($"crash.frames[{i}].offset", frame.Offset))
            : throw ApiErrors.Invalid($"crash.frames[{i}].build_id", "must be hexadecimal digits, an even number of them");

    private static ulong Address(string field, string text) =>
        text.StartsWith("0x", StringComparison.Ordinal) && ulong.TryParse(text.AsSpan(2), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var address)
            ? address
            : throw ApiErrors.Invalid(field, "must be hexadecimal digits with 0x");

    /// <summary>Whose crash it is, if it is known, and whether its core is here.</summary>
    private async Task<(string? Serial, bool HasCore)> KnownAsync(string project, Guid id, CancellationToken cancellation)
    {
        var query = new ObservationQuery { Project = project, Types = [EntryType.Crash, EntryType.Coredump], Id = id, Limit = 10 };
        var (found, _) = await observations.ReadAsync(query, cancellation);
        return (found.FirstOrDefault(o => o.Body is Coredumps.Crash)?.Serial, found.Any(o => o.Body is Coredumps.Coredump));
    }

    /// <summary>What is here is kept from now on: it must not expire between this and the record of it.</summary>
    private async Task CheckContentAsync(string project, BlobId id, long bytes, CancellationToken cancellation)
    {
        const string field = "core";
        try
        {
            if (await blobs.FindBlob(project, id, cancellation) is not { } blob || await blobs.OpenRead(project, id, cancellation) is not { } content)
            {
                throw ApiErrors.Invalid(field, $"{id} is not uploaded");
            }

            await using var _ = content;
            var magic = new byte[4];
            var read = await content.ReadAtLeastAsync(magic, magic.Length, throwOnEndOfStream: false, cancellation);
            if (blob.Bytes != bytes)
            {
                throw ApiErrors.Invalid($"{field}.size_bytes", $"{bytes}, but what was uploaded has {blob.Bytes}");
            }

            if (!magic.AsSpan(0, read).StartsWith(ZstdMagic))
            {
                throw ApiErrors.Invalid(field, "must be an ELF core in zstd");
            }

            if (!await blobs.MarkReferenced(project, id, cancellation))
            {
                throw ApiErrors.Invalid(field, $"{id} is not uploaded any more");
            }
        }
        catch (IOException e)
        {
            throw new StoreUnavailableException($"the blob store: {e.Message}", e);
        }
    }
}
