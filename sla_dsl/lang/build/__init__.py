"""What becomes of each rule of the grammar: one method a rule, named `on_RULE`, from its parts to a node."""
