"""The owner's sheet of a week: three numbers, three calls to hear, three decisions; as a page, a PDF and an e-mail that say the same."""
