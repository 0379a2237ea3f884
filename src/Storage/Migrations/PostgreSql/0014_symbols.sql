-- Files of symbols. Kinds and bits of parts: Fleet.Domain.Symbols.
create table log.symbol_file (
  project text collate "C" not null,
  id text collate "C" not null,
  kind integer not null,
  sha256 text collate "C" not null,
  bytes bigint not null,
  name text collate "C" not null,
  uploaded_at bigint not null,
  parts integer not null,
  architecture text collate "C" not null,
  primary key (project, id, kind)
);

create index symbol_file_by_blob on log.symbol_file (project, sha256);

-- The dwo-ids of a package of split DWARF.
create table log.symbol_unit (
  project text collate "C" not null,
  unit_id text collate "C" not null,
  file_id text collate "C" not null,
  primary key (project, unit_id, file_id)
);

create index symbol_unit_by_file on log.symbol_unit (project, file_id);
