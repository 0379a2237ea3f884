-- Taken by another branch: goes when that is merged.
select 1;
