"""The review pack: what was kept in a period and by whom, with its trend, for people; and the ledger behind it."""
