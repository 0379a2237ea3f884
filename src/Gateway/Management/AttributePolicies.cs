using Fleet.Api.V1;
using Fleet.Domain.Devices;
using Fleet.Gateway.Access;
using Fleet.Gateway.Api;
using Fleet.Grains;
using Fleet.Grains.Projects;
using AttributePolicy = Fleet.Api.V1.AttributePolicy;

namespace Fleet.Gateway.Management;

/// <summary>Who may write which attribute of a project's devices.</summary>
internal sealed class AttributePolicies(IGrainFactory grains, AccessDirectory access)
{
    public async Task<IEnumerable<AttributePolicy>> ListAsync(string project)
    {
        await access.RefreshAsync();
        return (access.Table?.FindAttributePolicies(project) ?? []).OrderBy(p => p.Key, StringComparer.Ordinal).Select(Of);
    }

    public async Task<AttributePolicy> SetAsync(string project, AttributePolicy? policy)
    {
        if (policy is null || policy.Writer == AttributeWriter.Unspecified || !Enum.IsDefined(policy.Writer))
        {
            throw ApiErrors.Invalid("policy.writer", "must be given");
        }

        try
        {
            var set = await grains.GetGrain<IDirectoryGrain>(GrainKeys.Directory).SetAttributePolicy(project, policy.Key, (int)policy.Writer - 1);
            await access.RefreshAsync();
            return Of(set);
        }
        catch (ArgumentException e)
        {
            throw ApiErrors.Invalid($"policy.{e.Message}");
        }
    }

    /// <summary>The contract's numbers are one above the stored ones: there zero is taken.</summary>
    private static AttributePolicy Of(Grains.Projects.AttributePolicy policy) =>
        new() { Key = policy.Key, Writer = (AttributeWriter)((int)(AttributeWritePolicy)policy.Policy + 1) };
}
