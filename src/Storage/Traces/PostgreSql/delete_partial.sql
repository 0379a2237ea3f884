delete from view.issue_partial p
using unnest($1::text[], $2::bigint[], $3::text[], $4::text[], $5::integer[]) as n(project, issue, software_type, software_version, shard)
where p.project = n.project and p.issue = n.issue and p.software_type = n.software_type and p.software_version = n.software_version and p.shard = n.shard
