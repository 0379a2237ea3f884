select id, kind, sha256, bytes, name, uploaded_at, parts, architecture from log.symbol_file
where project = $1 and kind = $3 and (id = $2 or id in (select file_id from log.symbol_unit where project = $1 and unit_id = $2 and $3 = 4))
order by uploaded_at desc, id
limit 1
