update log.metric m set sent_kinds = m.sent_kinds | t.kinds from unnest($1::text[], $2::integer[], $3::integer[]) as t(project, id, kinds)
where m.project = t.project and m.metric_id = t.id
