using Microsoft.Extensions.DependencyInjection;

namespace Fleet.Grains.Tests;

/// <summary>Puts a wrapper around a registered port.</summary>
internal static class ServiceDecoration
{
    public static void Wrap<T>(this IServiceCollection services, Func<T, T> wrap)
        where T : class
    {
        var registered = services.Last(s => s.ServiceType == typeof(T));
        services.Remove(registered);
        services.AddSingleton(provider => wrap((T)registered.ImplementationFactory!(provider)));
    }
}
