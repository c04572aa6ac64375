"""What callers speak of, found without a list: phrases that stand out among the words of a period's callers."""
