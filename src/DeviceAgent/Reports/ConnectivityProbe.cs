using System.Net.Sockets;
using Fleet.DeviceAgent.Configuration;
using Fleet.DeviceAgent.Diagnostics;

namespace Fleet.DeviceAgent.Reports;

/// <summary>Tells whether the device is connected by opening a TCP connection to a configured host, and closing it again.</summary>
internal sealed class ConnectivityProbe(ProbeTarget target, TimeSpan interval, Connectivity connectivity, TimeProvider time, AgentCounters counters, AgentLog log)
{
    public static readonly TimeSpan AnswerTimeout = TimeSpan.FromSeconds(5);

    private bool? _wasConnected;

    public async Task RunAsync(CancellationToken stop)
    {
        while (!stop.IsCancellationRequested)
        {
            await ProbeAsync(stop);
            await Task.Delay(interval, time, stop).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    /// <summary>One attempt; its outcome holds until the next.</summary>
    public async Task ProbeAsync(CancellationToken stop)
    {
        var problem = await ConnectAsync(stop);
        if (stop.IsCancellationRequested)
        {
            return;
        }

        connectivity.Record(problem is null);
        if (problem is not null)
        {
            counters.Add(AgentCounter.ProbeFailures);
        }

        if (_wasConnected != problem is null)
        {
            _wasConnected = problem is null;
            log.Info("connectivity", problem is null ? $"{target} answers" : $"{target}: {problem}");
        }
    }

    private async Task<string?> ConnectAsync(CancellationToken stop)
    {
        using var timeout = new CancellationTokenSource(AnswerTimeout, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(timeout.Token, stop);
        using var socket = new Socket(SocketType.Stream, ProtocolType.Tcp);
        try
        {
            await socket.ConnectAsync(target.Host, target.Port, either.Token);
            return null;
        }
        catch (SocketException e)
        {
            return e.Message;
        }
        catch (OperationCanceledException)
        {
            return $"no answer within {AnswerTimeout.TotalSeconds} s";
        }
    }
}
