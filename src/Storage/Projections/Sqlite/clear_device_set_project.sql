-- Positions only ever grow: who watches must see that the changes are gone. Before what follows of sets, so that evaluations wait.
update device_set_project set position = position + 1, forgotten = position + 1
