"""Manual results brought in a workbook."""
