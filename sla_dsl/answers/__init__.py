"""What one asks of a policy and its data beside the verdicts: what a clause means, and why a row came out as it did."""
