using System.Net.Sockets;
using Fleet.DeviceAgent.Diagnostics;
using Fleet.DeviceAgent.Native;

namespace Fleet.DeviceAgent.Statsd;

/// <summary>
/// Receives datagrams on a thread of its own: a blocking receive has no scheduling in between, and takes along whatever waits. Of a program
/// that sends more than 64 KiB in one, which only a Unix socket carries, nothing is taken: its last line would be a wrong number.
/// </summary>
internal sealed class StatsdReceiver(Socket socket, StatsdIntake intake, AgentCounters counters)
{
    private static readonly TimeSpan LongestStop = TimeSpan.FromSeconds(2);

    private Thread? _thread;
    private volatile bool _stopping;

    public void Start()
    {
        _thread = new Thread(Receive) { IsBackground = true, Name = "statsd" };
        _thread.Start();
    }

    /// <summary>Takes what has arrived so far, then stops.</summary>
    /// <param name="wake">Sends an empty datagram, which ends the receiving behind everything that is already in the buffer.</param>
    public void Stop(Action wake)
    {
        _stopping = true;
        if (_thread is { IsAlive: true })
        {
            wake();
            _thread.Join(LongestStop);
        }
    }

    private void Receive()
    {
        using var batch = new DatagramBatch(socket);
        while (true)
        {
            if (!batch.Receive() && _stopping)
            {
                return;
            }

            for (var i = 0; i < batch.Count; i++)
            {
                if (batch[i].IsEmpty && _stopping)
                {
                    return;
                }

                if (batch.IsTruncated(i))
                {
                    counters.Add(AgentCounter.StatsdTruncated);
                }
                else
                {
                    intake.Take(batch[i]);
                }
            }
        }
    }
}
