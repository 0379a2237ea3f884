using Fleet.Domain.Devices;
using Fleet.Domain.Intake;
using Fleet.Gateway.Devices;
using Fleet.Grains;
using Fleet.Grains.Intake;
using Microsoft.AspNetCore.Http.Features;

namespace Fleet.Gateway.Intake;

/// <summary>Hands readings to the intakes of their devices. What one has taken stays taken when another fails: sent again, it changes nothing.</summary>
internal sealed class IntakeSender(IGrainFactory grains, GatewayInstruments instruments, TimeProvider time)
{
    /// <summary>Readings of one request: those of a fleet's collector for a minute would be more.</summary>
    private const int MaxPoints = 50_000;

    /// <summary>For how long a sender is kept waiting.</summary>
    private static readonly TimeSpan AnswerWithin = TimeSpan.FromSeconds(12);

    /// <exception cref="IntakeException">It holds too many readings.</exception>
    public async Task SendAsync(HttpContext context, string protocol, RequestReadings readings)
    {
        var project = context.Features.GetRequiredFeature<ProjectFeature>().Project;
        if (readings.Devices.Sum(device => (long)device.Value.Points.Count) > MaxPoints)
        {
            throw new IntakeException(StatusCodes.Status413PayloadTooLarge, $"more than {MaxPoints} readings in one request; send smaller batches");
        }

        try
        {
            foreach (var ((serial, _, _, _), device) in readings.Devices.Where(device => device.Value.Points.Count > 0))
            {
                var intake = grains.GetGrain<IIntakeGrain>(GrainKeys.Intake(new DeviceKey(project, serial)));
                var reply = await intake.Take(new IntakeDelivery(device.ToBatch())).WaitAsync(AnswerWithin, time, context.RequestAborted);
                readings.Tally.Add(reply.Accepted, reply.Repeated);
                foreach (var (reason, count) in reply.Rejected)
                {
                    readings.Tally.Reject(reason, count);
                }
            }
        }
        finally
        {
            instruments.TookReadings(protocol, readings.Tally);
        }
    }
}
