delete from observation
