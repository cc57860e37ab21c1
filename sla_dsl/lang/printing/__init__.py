"""From the tree back to text: what is said by `expressions`, `clauses`, `statements`; where it stands by `layout`."""
