-- There is one writer: nothing to wait for.
select 1
