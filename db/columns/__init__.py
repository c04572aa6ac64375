"""The facts, column by column in the memory of the process that shows them: what figures of many calls are counted from."""
