insert into device_set_size (project, set_id, start, first_at, least, greatest, last, last_at, area) values ($1, $2, $3, $4, $5, $6, $7, $8, $9)
on conflict (project, set_id, start) do update set
  first_at = excluded.first_at,
  least = excluded.least,
  greatest = excluded.greatest,
  last = excluded.last,
  last_at = excluded.last_at,
  area = excluded.area
