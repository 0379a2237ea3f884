namespace Fleet.Grains;

/// <summary>
/// Work that is asked for more often than it should run: a grain's rounds, one at a time, with a pause between them in which requests
/// gather. Belongs to one grain and is used from its turns only. A failed round is reported and forgotten; whoever wakes the loop again,
/// a timer at the latest, repeats it.
/// </summary>
/// <param name="round">Does what is there to do. True when more is waiting already.</param>
/// <param name="pause">Between the end of one round and the start of the next.</param>
/// <param name="time">The clock of the pause.</param>
/// <param name="failed">Told of a round's failure.</param>
internal sealed class WorkLoop(Func<CancellationToken, Task<bool>> round, TimeSpan pause, TimeProvider time, Action<Exception> failed)
    : IAsyncDisposable
{
    private readonly CancellationTokenSource _stop = new();
    private readonly SemaphoreSlim _oneAtATime = new(1);
    private Task _run = Task.CompletedTask;
    private bool _wanted;

    /// <summary>Asks for a round, soon.</summary>
    public void Wake()
    {
        _wanted = true;
        if (_run.IsCompleted && !_stop.IsCancellationRequested)
        {
            _run = RunAsync();
        }
    }

    /// <summary>Runs rounds now until one leaves nothing; failures are the caller's.</summary>
    public async Task DrainAsync()
    {
        while (await RoundAsync())
        {
            // More was waiting.
        }
    }

    /// <summary>Runs one round now; failures are the caller's.</summary>
    /// <returns>Whether more is waiting.</returns>
    public async Task<bool> RoundAsync()
    {
        await _oneAtATime.WaitAsync(_stop.Token);
        try
        {
            return await round(_stop.Token);
        }
        finally
        {
            _oneAtATime.Release();
        }
    }

    /// <summary>Runs something else between two rounds; failures are the caller's.</summary>
    public async Task BetweenRoundsAsync(Func<CancellationToken, Task> work)
    {
        await _oneAtATime.WaitAsync(_stop.Token);
        try
        {
            await work(_stop.Token);
        }
        finally
        {
            _oneAtATime.Release();
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();

        // What a cut-off round dies of tells nothing.
        await _run.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing | ConfigureAwaitOptions.ContinueOnCapturedContext);
        await _oneAtATime.WaitAsync();
        _oneAtATime.Dispose();
        _stop.Dispose();
    }

    private async Task RunAsync()
    {
        try
        {
            while (_wanted)
            {
                _wanted = false;
                await _oneAtATime.WaitAsync(_stop.Token);
                try
                {
                    // Not "_wanted |= await ...": that reads the field before the round and so loses a wake-up that comes during it.
                    if (await round(_stop.Token))
                    {
                        _wanted = true;
                    }
                }
                catch (Exception e) when (!_stop.IsCancellationRequested)
                {
                    failed(e);
                }
                finally
                {
                    _oneAtATime.Release();
                }

                await Task.Delay(pause, time, _stop.Token);
            }
        }
        catch (OperationCanceledException) when (_stop.IsCancellationRequested)
        {
            // The grain is on its way out; the next activation goes on.
        }
    }
}
