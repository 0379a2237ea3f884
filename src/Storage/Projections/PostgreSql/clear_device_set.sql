-- Definitions are operators' state, and sizes of the past what nothing in the log says: they stay.
update view.device_set set size = 0
