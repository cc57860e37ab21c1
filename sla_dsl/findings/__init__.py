"""What came out: findings, clause summaries and the report that holds them, without a word about how they are shown."""
