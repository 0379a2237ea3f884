select id, kind, sha256, bytes, name, uploaded_at, parts, architecture from log.symbol_file where project = $1 and id = $2 and kind = $3
