-- Attachments of devices that were deleted. Not emptied when the read models are made anew: what they came from is gone.
create table view.released_blob (
  project text collate "C" not null,
  sha256 text collate "C" not null,
  released_at bigint not null,
  primary key (project, sha256)
);

create index observation_by_blob on view.observation (project, blob) where blob <> '';
