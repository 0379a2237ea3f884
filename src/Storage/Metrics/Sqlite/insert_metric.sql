insert into metric (project, key, metric_id, kind, unit, first_seen, owner, sent_kinds) values ($1, $2, $3, $4, $5, $6, $7, $8)
