"""The progress report: its figures, its content, what changed, and its spreadsheet."""
