update retention_epoch set epoch = epoch + 1
