"""The weekly report: three numbers, three calls to hear, three decisions; as a page, a PDF and an e-mail that agree."""
