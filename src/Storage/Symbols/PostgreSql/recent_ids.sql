select f.project, coalesce(u.unit_id, f.id)
from log.symbol_file f
left join log.symbol_unit u on u.project = f.project and u.file_id = f.id and f.kind = 4
where f.uploaded_at >= $1
order by f.uploaded_at desc, f.project, f.id
limit $2
