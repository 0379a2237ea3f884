create table orleansstorage (
  grainidhash integer not null,
  grainidn0 integer not null,
  grainidn1 integer not null,
  graintypehash integer not null,
  graintypestring text not null,
  grainidextensionstring text not null,
  serviceid text not null,
  version integer not null,
  payloadbinary blob,
  primary key (serviceid, graintypestring, grainidextensionstring, grainidn0, grainidn1)
) without rowid;

create table OrleansQuery (
  QueryKey text primary key,
  QueryText text not null
);

insert into OrleansQuery (QueryKey, QueryText) values ('ReadFromStorageKey', '
select payloadbinary as PayloadBinary, version as Version
from orleansstorage
where serviceid = @ServiceId and graintypestring = @GrainTypeString
  and grainidextensionstring = coalesce(@GrainIdExtensionString, '''')
  and grainidn0 = @GrainIdN0 and grainidn1 = @GrainIdN1
');

-- A row that is not there any more must not come back by the write of a stale activation, hence the exists.
-- Orleans takes a null for a conflict, and no row at all for success: the second statement always gives a row.
insert into OrleansQuery (QueryKey, QueryText) values ('WriteToStorageKey', '
insert into orleansstorage as t (grainidhash, grainidn0, grainidn1, graintypehash, graintypestring, grainidextensionstring, serviceid, version, payloadbinary)
select @GrainIdHash, @GrainIdN0, @GrainIdN1, @GrainTypeHash, @GrainTypeString, coalesce(@GrainIdExtensionString, ''''), @ServiceId, 1, @PayloadBinary
where @GrainStateVersion is null or exists (
  select 1 from orleansstorage
  where serviceid = @ServiceId and graintypestring = @GrainTypeString
    and grainidextensionstring = coalesce(@GrainIdExtensionString, '''')
    and grainidn0 = @GrainIdN0 and grainidn1 = @GrainIdN1)
on conflict (serviceid, graintypestring, grainidextensionstring, grainidn0, grainidn1) do update
set version = t.version + 1, payloadbinary = excluded.payloadbinary
where t.version = @GrainStateVersion;
select case when changes() = 1 then coalesce(@GrainStateVersion, 0) + 1 end as NewGrainStateVersion
');

insert into OrleansQuery (QueryKey, QueryText) values ('ClearStorageKey', '
update orleansstorage set version = version + 1, payloadbinary = null
where serviceid = @ServiceId and graintypestring = @GrainTypeString
  and grainidextensionstring = coalesce(@GrainIdExtensionString, '''')
  and grainidn0 = @GrainIdN0 and grainidn1 = @GrainIdN1
  and version = @GrainStateVersion;
select case when changes() = 1 then @GrainStateVersion + 1 end as NewGrainStateVersion
');
