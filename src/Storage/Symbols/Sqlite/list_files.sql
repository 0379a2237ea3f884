select id, kind, sha256, bytes, name, uploaded_at, parts, architecture from symbol_file
where project = $1 and id >= $2 and id < $2 || 'g' and name like $3 escape '\' and (id, kind) > ($4, $5)
order by id, kind
limit $6
