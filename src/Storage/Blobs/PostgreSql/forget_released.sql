delete from view.released_blob where project = $1 and sha256 = $2 and released_at < $3
