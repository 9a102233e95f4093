"""Taking in a list of enterprises from an Excel workbook: read, understand, compare, then write all or nothing."""
