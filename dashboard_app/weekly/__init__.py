"""The weekly report: three numbers, three calls to listen to, three decisions; with the same content as page, PDF and e-mail."""
