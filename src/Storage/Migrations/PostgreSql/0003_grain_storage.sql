create schema orleans;

create table orleans.orleansstorage (
  grainidhash integer not null,
  grainidn0 bigint not null,
  grainidn1 bigint not null,
  graintypehash integer not null,
  graintypestring text collate "C" not null,
  grainidextensionstring text collate "C" not null,
  serviceid text collate "C" not null,
  version integer not null,
  payloadbinary bytea,
  primary key (serviceid, graintypestring, grainidextensionstring, grainidn0, grainidn1)
);

create table orleans.orleansquery (
  querykey text collate "C" primary key,
  querytext text not null
);

insert into orleans.orleansquery (querykey, querytext) values ('ReadFromStorageKey', '
select payloadbinary as PayloadBinary, version as Version
from orleans.orleansstorage
where serviceid = @ServiceId and graintypestring = @GrainTypeString
  and grainidextensionstring = coalesce(@GrainIdExtensionString, '''')
  and grainidn0 = @GrainIdN0 and grainidn1 = @GrainIdN1
');

-- A row that is not there any more must not come back by the write of a stale activation, hence the exists.
-- Orleans takes a null for a conflict, and no row at all for success: the outer select always gives a row.
insert into orleans.orleansquery (querykey, querytext) values ('WriteToStorageKey', '
with written as (
  insert into orleans.orleansstorage as t (grainidhash, grainidn0, grainidn1, graintypehash, graintypestring, grainidextensionstring, serviceid, version, payloadbinary)
  select @GrainIdHash, @GrainIdN0, @GrainIdN1, @GrainTypeHash, @GrainTypeString, coalesce(@GrainIdExtensionString, ''''), @ServiceId, 1, @PayloadBinary
  where @GrainStateVersion::integer is null or exists (
    select 1 from orleans.orleansstorage
    where serviceid = @ServiceId and graintypestring = @GrainTypeString
      and grainidextensionstring = coalesce(@GrainIdExtensionString, '''')
      and grainidn0 = @GrainIdN0 and grainidn1 = @GrainIdN1)
  on conflict (serviceid, graintypestring, grainidextensionstring, grainidn0, grainidn1) do update
  set version = t.version + 1, payloadbinary = excluded.payloadbinary
  where t.version = @GrainStateVersion
  returning version)
select (select version from written) as NewGrainStateVersion
');

insert into orleans.orleansquery (querykey, querytext) values ('ClearStorageKey', '
with cleared as (
  update orleans.orleansstorage set version = version + 1, payloadbinary = null
  where serviceid = @ServiceId and graintypestring = @GrainTypeString
    and grainidextensionstring = coalesce(@GrainIdExtensionString, '''')
    and grainidn0 = @GrainIdN0 and grainidn1 = @GrainIdN1
    and version = @GrainStateVersion
  returning version)
select (select version from cleared) as NewGrainStateVersion
');
