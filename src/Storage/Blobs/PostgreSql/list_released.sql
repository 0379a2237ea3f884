select r.project, r.sha256, exists (select 1 from view.observation o where o.project = r.project and o.blob = r.sha256 and o.blob <> '')
from view.released_blob r
where r.released_at < $1
order by r.released_at
limit $2
