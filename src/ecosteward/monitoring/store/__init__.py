"""The store of what comes by the million: readings, verdicts, packets; by month, in PostgreSQL and then in Parquet."""
