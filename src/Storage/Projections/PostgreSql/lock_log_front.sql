-- Whoever releases rows of the log begins here, and then looks at checkpoints that are about to go back.
lock table view.log_front in share row exclusive mode
