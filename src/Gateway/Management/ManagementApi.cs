using Fleet.Api.V1;
using Fleet.Gateway.Api;
using Grpc.Core;

namespace Fleet.Gateway.Management;

/// <summary><c>fleet.v1.ManagementService</c>.</summary>
internal sealed class ManagementApi(DeviceManagement management, AttributePolicies policies, BulkChanges bulk) : ManagementService.ManagementServiceBase
{
    public override async Task<CreateDeviceResponse> CreateDevice(CreateDeviceRequest request, ServerCallContext context)
    {
        ApiCaller.Project(context, request.Project);
        return new CreateDeviceResponse { Device = await management.CreateAsync(request) };
    }

    public override async Task<UpdateDeviceResponse> UpdateDevice(UpdateDeviceRequest request, ServerCallContext context)
    {
        ApiCaller.Project(context, request.Project);
        return new UpdateDeviceResponse { Device = await management.UpdateAsync(request) };
    }

    public override async Task<DeleteDeviceResponse> DeleteDevice(DeleteDeviceRequest request, ServerCallContext context)
    {
        ApiCaller.Project(context, request.Project);
        await management.DeleteAsync(request.Project, request.Serial);
        return new DeleteDeviceResponse();
    }

    public override Task<ImportDevicesResponse> ImportDevices(ImportDevicesRequest request, ServerCallContext context)
    {
        ApiCaller.Project(context, request.Project);
        return management.ImportAsync(request, context.CancellationToken);
    }

    public override async Task<StartBulkChangeResponse> StartBulkChange(StartBulkChangeRequest request, ServerCallContext context)
    {
        ApiCaller.Project(context, request.Project);
        return new StartBulkChangeResponse { BulkChange = await bulk.StartAsync(request, context.CancellationToken) };
    }

    public override async Task<ListBulkChangesResponse> ListBulkChanges(ListBulkChangesRequest request, ServerCallContext context)
    {
        ApiCaller.Project(context, request.Project);
        return new ListBulkChangesResponse { BulkChanges = { await bulk.ListAsync(request.Project) } };
    }

    public override async Task<GetBulkChangeResponse> GetBulkChange(GetBulkChangeRequest request, ServerCallContext context)
    {
        ApiCaller.Project(context, request.Project);
        return new GetBulkChangeResponse { BulkChange = await bulk.GetAsync(request.Project, request.Id) };
    }

    public override async Task<CancelBulkChangeResponse> CancelBulkChange(CancelBulkChangeRequest request, ServerCallContext context)
    {
        ApiCaller.Project(context, request.Project);
        return new CancelBulkChangeResponse { BulkChange = await bulk.CancelAsync(request.Project, request.Id) };
    }

    public override async Task<ListAttributePoliciesResponse> ListAttributePolicies(ListAttributePoliciesRequest request, ServerCallContext context)
    {
        ApiCaller.Project(context, request.Project);
        return new ListAttributePoliciesResponse { Policies = { await policies.ListAsync(request.Project) } };
    }

    public override async Task<SetAttributePolicyResponse> SetAttributePolicy(SetAttributePolicyRequest request, ServerCallContext context)
    {
        ApiCaller.Project(context, request.Project);
        return new SetAttributePolicyResponse { Policy = await policies.SetAsync(request.Project, request.Policy) };
    }
}
