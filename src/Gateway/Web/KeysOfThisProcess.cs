using System.Xml.Linq;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.AspNetCore.DataProtection.KeyManagement;
using Microsoft.AspNetCore.DataProtection.Repositories;
using Microsoft.AspNetCore.DataProtection.XmlEncryption;

namespace Fleet.Gateway.Web;

/// <summary>
/// Keys that ASP.NET makes at each start for what it might sign. Nothing here is signed with them (a session is its token), so that they end with the process, and no
/// file of them lies in somebody's home.
/// </summary>
internal sealed class KeysOfThisProcess : IXmlRepository
{
    private readonly List<XElement> _keys = [];

    public static void Use(IServiceCollection services) => services.AddDataProtection().Services.Configure<KeyManagementOptions>(options =>
    {
        options.XmlRepository = new KeysOfThisProcess();
        options.XmlEncryptor = new NullXmlEncryptor();
    });

    public IReadOnlyCollection<XElement> GetAllElements()
    {
        lock (_keys)
        {
            return [.. _keys];
        }
    }

    public void StoreElement(XElement element, string friendlyName)
    {
        lock (_keys)
        {
            _keys.Add(element);
        }
    }
}
