insert into view.device_set_size (project, set_id, start, first_at, least, greatest, last, last_at, area)
select * from unnest($1::text[], $2::integer[], $3::bigint[], $4::bigint[], $5::bigint[], $6::bigint[], $7::bigint[], $8::bigint[], $9::bigint[])
on conflict (project, set_id, start) do update set
  first_at = excluded.first_at,
  least = excluded.least,
  greatest = excluded.greatest,
  last = excluded.last,
  last_at = excluded.last_at,
  area = excluded.area
