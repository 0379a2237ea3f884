select epoch from retention_epoch
