"""The default engine: arrays beside the Whoosh index, opened without copying."""
