-- Stamps only ever grow: a merge of old parts that is on its way would else take the mark of new ones away.
update issue_mark set stamp = stamp + 1
