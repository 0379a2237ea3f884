insert into symbol_file (project, id, kind, sha256, bytes, name, uploaded_at, parts, architecture)
values ($1, $2, $3, $4, $5, $6, $7, $8, $9)
on conflict (project, id, kind) do update set
  sha256 = excluded.sha256, bytes = excluded.bytes, name = excluded.name, uploaded_at = excluded.uploaded_at, parts = excluded.parts,
  architecture = excluded.architecture
