-- Files of symbols. Kinds and bits of parts: Fleet.Domain.Symbols.
create table symbol_file (
  project text not null,
  id text not null,
  kind integer not null,
  sha256 text not null,
  bytes integer not null,
  name text not null,
  uploaded_at integer not null,
  parts integer not null,
  architecture text not null,
  primary key (project, id, kind)
) without rowid;

create index symbol_file_by_blob on symbol_file (project, sha256);

-- The dwo-ids of a package of split DWARF.
create table symbol_unit (
  project text not null,
  unit_id text not null,
  file_id text not null,
  primary key (project, unit_id, file_id)
) without rowid;

create index symbol_unit_by_file on symbol_unit (project, file_id);
