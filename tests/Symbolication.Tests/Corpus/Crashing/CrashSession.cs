using Fleet.DeviceAgent.Coredumps;
using Fleet.Tests.Shared;

namespace Fleet.Symbolication.Tests.Corpus.Crashing;

/// <summary>
/// While somebody crashes a program, the kernel hands its cores to a script in the corpus's folder, and the lock of <c>core_pattern</c> is held; the last one
/// out gives both back.
/// </summary>
internal sealed class CrashSession(Func<Task<string>> handler) : IDisposable
{
    private readonly SemaphoreSlim _turn = new(1);
    private KernelCores? _cores;
    private int _users;

    public async Task EnterAsync()
    {
        await _turn.WaitAsync();
        try
        {
            _cores ??= await KernelCores.HandToAsync($"|{await handler()} {CoreArguments.Template}");
            _users++;
        }
        finally
        {
            _turn.Release();
        }
    }

    public async Task LeaveAsync()
    {
        await _turn.WaitAsync();
        try
        {
            if (--_users == 0)
            {
                _cores!.Dispose();
                _cores = null;
            }
        }
        finally
        {
            _turn.Release();
        }
    }

    public void Dispose()
    {
        _cores?.Dispose();
        _turn.Dispose();
    }
}
