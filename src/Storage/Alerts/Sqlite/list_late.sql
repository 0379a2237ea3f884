select d.value, c.value, p.value, x.value from json_each($1) as d
join json_each($2) as c on c.key = d.key join json_each($3) as p on p.key = d.key join json_each($4) as x on x.key = d.key
where exists (
  select 1 from report where device_id = d.value and captured_at > c.value and (position < p.value or position = p.value and idx < x.value))
