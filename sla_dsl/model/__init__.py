"""The checked policy: values, kinds, typed expressions and the three forms that every promise becomes."""
