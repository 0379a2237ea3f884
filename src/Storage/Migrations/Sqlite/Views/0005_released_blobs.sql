-- Attachments of devices that were deleted. Not emptied when the read models are made anew: what they came from is gone.
create table released_blob (
  project text not null,
  sha256 text not null,
  released_at integer not null,
  primary key (project, sha256)
) without rowid;

create index observation_by_blob on observation (project, blob) where blob <> '';
