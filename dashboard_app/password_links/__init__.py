"""Links by which people set their own password, by e-mail and on the console."""
